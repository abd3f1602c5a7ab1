import { expect, test } from 'vitest';
import { times } from '../../click.ts';
import { placed, refused, span, trace } from '../../samples.ts';
import { type FirstTraceSeen, judgeFirstTrace } from './judge.ts';

const ids = times(5, (i) => trace(`t${i}`));
const clicks = ids.map((traceId) => placed({ sent: undefined, traceId }));
const roots = ids.map((traceId) => span({ traceId }));
const rest = [span({ traceId: trace('o'), service: 'orders' }), span({ traceId: trace('w'), service: 'worker' })];
const good: FirstTraceSeen = { clicks, spans: [...roots, ...rest], problems: [] };
const failing = (over: Partial<FirstTraceSeen>) => {
  const judged = judgeFirstTrace({ ...good, ...over });
  return judged.verdict === 'fail' ? judged.failure.observed : judged.verdict;
};

test('five traces of three roles pass', () => {
  expect(judgeFirstTrace(good)).toMatchObject({ verdict: 'pass', exposed: { checkouts: 5, spans: 7 } });
});

test('a checkout that was refused', () => {
  expect(failing({ clicks: [refused(), ...clicks.slice(1)] })).toBe(
    '1 of 5 did not; order R-1 got status 500, no body',
  );
});

test('an answer without a trace id', () => {
  expect(failing({ clicks: [placed({ traceId: undefined }), ...clicks.slice(1)] })).toBe(
    'the answer for order R-1 names none: status 201, {}',
  );
});

test('exports to another path', () => {
  expect(failing({ problems: ['404: POST / is no path of OTLP/HTTP'] })).toBe(
    'the receiver refused 1 of them, the first with 404: POST / is no path of OTLP/HTTP',
  );
});

test('a trace that never arrived', () => {
  expect(failing({ spans: [...roots.slice(0, 4), ...rest] })).toMatch(
    /^5 checkouts, 4 traces: the answer to checkout 5 names trace \w{8}…, of which nothing has arrived; spans received: gateway 4, orders 1, worker 1$/,
  );
});

test('two checkouts of one trace', () => {
  expect(failing({ clicks: [...clicks.slice(0, 4), clicks[0]!] })).toContain('several answers name the same trace');
});

test('a role that is silent', () => {
  expect(failing({ spans: [...roots, rest[0]!, span({ service: 'kiosk' })] })).toBe(
    'none of worker; spans received: gateway 5, orders 1, worker 0; others call themselves "kiosk"',
  );
});

test('a trace without a root, with two, and with another one', () => {
  const child = span({ traceId: ids[0]!, parentSpanId: 'ab' });
  expect(failing({ spans: [child, ...roots.slice(1), ...rest] })).toContain(
    'has no root: every span in it names a parent',
  );
  expect(failing({ spans: [span({ traceId: ids[0]! }), ...roots, ...rest] })).toContain('has 2 roots, SERVER span');
  const client = span({ traceId: ids[0]!, kind: 'client' });
  expect(failing({ spans: [client, ...roots.slice(1), ...rest] })).toContain('has the root CLIENT span');
});

test('an instance without its id', () => {
  const nameless = span({ traceId: trace('w'), service: 'worker', resource: { 'service.name': 'worker' } });
  expect(failing({ spans: [...roots, rest[0]!, nameless] })).toBe('worker exported service.instance.id none');
});
