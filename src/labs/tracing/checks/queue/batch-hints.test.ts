import { expect, test } from 'vitest';
import { id, span, trace } from '../../samples.ts';
import { judgeBatch } from './batch.ts';

const contexts = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ traceId: trace(name), spanId: id(name) }));
const [first, second] = contexts.map((context) => ({ ...context, attributes: {} }));
const consumer = (over: object) => span({ service: 'worker', kind: 'consumer', name: 'process jobs', ...over });
const client = span({ service: 'worker', kind: 'client', name: 'POST /labels' });

function hint(...spans: ReturnType<typeof span>[]): string | undefined {
  const judged = judgeBatch({ contexts, statuses: contexts.map(() => 'done'), labels: 5, spans: [client, ...spans] });
  expect(judged.verdict).toBe('fail');
  return judged.verdict === 'fail' ? judged.failure.hint : undefined;
}

test('one span for all: which job it knows of, and how', () => {
  expect(hint(consumer({ traceId: trace('a'), parentSpanId: id('a') }))).toMatch(
    /^CONSUMER span \w{6}… "process jobs" of worker is the only CONSUMER span for 5 jobs\. It continues the one at place 1 as its child and has no link; no span names any other job\. .* what of the 4 others\?$/,
  );
  expect(hint(consumer({ traceId: trace('w'), links: [second] }))).toContain(
    'It continues the one at place 2 by a link and has 1 link in all; no span names any other job.',
  );
});

test('nothing where there are several spans, several contexts, or none at all', () => {
  expect(hint(consumer({ links: [first] }), consumer({}))).toBeUndefined();
  expect(hint(consumer({ links: [first, second] }))).toBeUndefined();
  expect(hint(consumer({}))).toBeUndefined();
  // Continued, but by another span than that of the jobs.
  expect(hint(consumer({}), span({ service: 'worker', kind: 'client', links: [first!] }))).toBeUndefined();
});
