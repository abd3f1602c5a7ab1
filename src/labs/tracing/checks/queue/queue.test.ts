import { describe, expect, test } from 'vitest';
import { id, placed, refused, SENT, span, T, trace, tree, witness } from '../../samples.ts';
import { judgeBatch } from './batch.ts';
import { type ForeignSeen, judgeForeign } from './foreign.ts';
import { type InRowSeen, judgeInRow } from './in-row.ts';
import { judgePaused, type PausedSeen } from './paused.ts';

const observed = (judged: ReturnType<typeof judgeInRow>) =>
  judged.verdict === 'fail' ? judged.failure.observed : judged.verdict;
const header = (spanId: string, traceId = T) => ({ traceparent: `00-${traceId}-${spanId}-01` });
const work = (over: object = {}) =>
  span({ service: 'worker', kind: 'consumer', name: 'process jobs', parentSpanId: id('send'), startMs: 5000, ...over });

describe('3a', () => {
  const good: InRowSeen = { click: placed(), found: true, headers: header(id('send')), spans: tree() };
  const failing = (over: Partial<InRowSeen>) => observed(judgeInRow({ ...good, ...over }));

  test('a span of orders passes', () => expect(failing({})).toBe('pass'));
  test('no job', () => expect(failing({ found: false })).toContain('there is none for order R-1'));
  test('empty headers', () => {
    expect(failing({ headers: {} })).toBe('jobs.headers is {} for order R-1: the worker has nothing to continue from');
  });
  test('a header that is none', () =>
    expect(failing({ headers: { traceparent: 'x' } })).toBe('headers.traceparent is "x"'));
  test('another trace', () => {
    expect(failing({ headers: header(id('send'), trace('x')) })).toContain('headers.traceparent has trace');
  });
  test('the context of the client, of the gateway, of nobody', () => {
    expect(failing({ headers: header(SENT.spanId) })).toContain('went past orders’ own spans');
    expect(failing({ headers: header(id('gw')) })).toContain('is that of SERVER span');
    expect(failing({ headers: header(id('nobody')) })).toContain('which nobody exported');
  });
});

describe('3b', () => {
  const context = { traceId: T, spanId: id('send') };
  const good: PausedSeen = {
    ...{ click: placed(), status: 'ready', context, early: [], late: [work()], spans: tree(), calls: [] },
    resumedMs: 4990,
  };
  const failing = (over: Partial<PausedSeen>) => observed(judgePaused({ ...good, ...over }));

  test('a child, and a linked trace, pass', () => {
    expect(failing({})).toBe('pass');
    const linked = work({ traceId: trace('w'), parentSpanId: '', links: [{ ...context, attributes: {} }] });
    expect(failing({ late: [linked] })).toBe('pass');
  });
  test('a checkout that waits', () => {
    expect(failing({ click: placed({ ms: 2400 }) })).toBe('status 201 after 2400 ms');
    expect(failing({ click: refused({ status: undefined, told: 'no answer (timeout) after 6000 ms' }) })).toBe(
      'no answer (timeout) after 6000 ms',
    );
  });
  test('a job that somebody else has done', () => expect(failing({ status: 'done' })).toBe('its status is "done"'));
  test('a span of the worker while it stood still, or dated then', () => {
    expect(failing({ early: [work()] })).toMatch(/^the worker was stopped, but CONSUMER span/);
    expect(failing({ late: [work({ startMs: 4000 })] })).toContain('someone else is writing its spans');
  });
  test('nothing of the worker, and something that does not name the span in the row', () => {
    expect(failing({ late: [] })).toContain('no span of the worker belongs to the trace');
    expect(failing({ late: [work({ parentSpanId: id('ord') })] })).toContain('does not name the span in the row');
  });
});

describe('3c', () => {
  const context = { traceId: trace('c'), spanId: id('c') };
  const job = { id: 7, what: 'with a context', orderId: 'o-1', context, status: 'done' };
  const bare = { id: 8, what: 'no headers', orderId: 'o-2', context: undefined, status: 'done' };
  const label = (orderId: string, traceId: string) =>
    witness('carrier', id('l'), { orderId, context: { traceId, spanId: id('l'), sampled: true } });
  const good: ForeignSeen = {
    jobs: [job, bare, { ...bare, id: 9, what: 'garbage in headers', orderId: 'o-3' }],
    labels: [label('o-2', trace('n')), label('o-3', trace('m'))],
    spans: [
      work({ ...context, parentSpanId: context.spanId, spanId: id('x') }),
      ...['n', 'm'].map((name) => work({ traceId: trace(name), parentSpanId: '' })),
    ],
    exit: undefined,
  };
  const failing = (over: Partial<ForeignSeen>) => observed(judgeForeign({ ...good, ...over }));

  test('one continued, two new roots', () => expect(failing({})).toBe('pass'));
  test('a worker that ended', () => {
    expect(failing({ jobs: [job, { ...bare, status: 'ready' }], exit: 'code 1' })).toBe(
      'job 8 (no headers) is still "ready" after ten seconds; the worker has exited, code 1',
    );
  });
  test('a context that nobody continues', () => {
    expect(failing({ spans: good.spans.slice(1) })).toMatch(
      /^job 7 \(with a context\): no span of the worker names span/,
    );
  });
  test('no label, no header, no root, one trace for both', () => {
    expect(failing({ labels: [] })).toContain('the carrier was never asked for it');
    const headless = witness('carrier', '', { orderId: 'o-2', header: undefined, context: undefined });
    expect(failing({ labels: [headless] })).toContain('the carrier was called with no traceparent');
    expect(failing({ spans: good.spans.slice(0, 1) })).toContain('of which nothing has arrived');
    const child = work({ traceId: trace('n'), parentSpanId: id('zero') });
    expect(failing({ spans: [good.spans[0]!, child] })).toContain('has no root');
    expect(failing({ labels: [label('o-2', trace('n')), label('o-3', trace('n'))] })).toContain('are both in trace');
  });
});

describe('3d', () => {
  const contexts = ['a', 'b'].map((name) => ({ traceId: trace(name), spanId: id(name) }));
  const links = contexts.map((context) => ({ ...context, attributes: {} }));
  const good = { contexts, statuses: ['done', 'done'], labels: 2, spans: [work({ links })] };
  const failing = (over: Partial<typeof good>) => observed(judgeBatch({ ...good, ...over }));

  test('one span with a link for each passes', () => expect(failing({})).toBe('pass'));
  test('a job left, a label missing', () => {
    expect(failing({ statuses: ['done', 'ready'] })).toBe('the job at place 2 is still "ready" after ten seconds');
    expect(failing({ labels: 1 })).toBe('the carrier was asked for 1 of them');
  });
  test('one link for two', () => {
    expect(failing({ spans: [work({ links: links.slice(1) })] })).toBe(
      '2 messages, 1 of their contexts continued, in 1 span of the worker',
    );
  });
});
