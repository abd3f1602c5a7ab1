import { describe, expect, test } from 'vitest';
import { id, placed, refused, SENT, witness as seen, span, tree as spansOfTree, T, trace } from '../../samples.ts';
import { judgeCrowd } from './crowd.ts';
import { judgeMalformed } from './malformed.ts';
import { judgeTree, type TreeSeen } from './tree.ts';
import { judgeWitness } from './witness.ts';

const observed = (judged: ReturnType<typeof judgeTree>) =>
  judged.verdict === 'fail' ? judged.failure.observed : judged.verdict;

describe('2a', () => {
  const call = seen('orders', id('gwc'));
  const good: TreeSeen = { click: placed(), sent: SENT, spans: spansOfTree(), calls: [call] };
  const failing = (over: Partial<TreeSeen>) => observed(judgeTree({ ...good, ...over }));
  const without = (...names: string[]) => spansOfTree().filter(({ spanId }) => !names.map(id).includes(spanId));

  test('a whole tree passes, with its picture', () => {
    const judged = judgeTree(good);
    expect(judged).toMatchObject({ verdict: 'pass', exposed: { spans: 6 }, evidence: [{ kind: 'waterfall' }] });
  });

  test('a refused checkout', () => expect(failing({ click: refused() })).toContain('1 of 1 did not'));

  test('a gateway that begins a trace of its own', () => {
    expect(failing({ spans: [], click: placed({ traceId: trace('x') }) })).toMatch(
      /^no SERVER span of the gateway arrived in T; its answer names trace \w{8}…$/,
    );
    expect(failing({ click: placed({ traceId: trace('x') }) })).toMatch(/^the answer names trace \w{8}… instead$/);
  });

  test('a gateway that continues T, but not P', () => {
    expect(failing({ spans: [span({ spanId: id('gw') }), ...without('gw')] })).toMatch(/is in T, but has no parent$/);
  });

  test('orders in a trace of its own', () => {
    const alone = span({ traceId: trace('o'), service: 'orders', name: 'POST /orders' });
    const calls = [seen('orders', '', { header: undefined, context: undefined })];
    expect(failing({ spans: [...without('ord', 'inv', 'pay', 'send'), alone], calls })).toMatch(
      /^SERVER span \w{6}… "POST \/orders" of orders is in a trace of its own: the request it served came from gateway span \w{6}…, but carried no traceparent$/,
    );
    expect(failing({ spans: without('ord', 'inv', 'pay', 'send') })).toMatch(
      /^no SERVER span of orders has arrived; the request to it carried traceparent 00-/,
    );
  });

  test('an orphan and a second root', () => {
    expect(failing({ spans: without('gwc') })).toMatch(/names the parent \w{8}…, which nobody exported$/);
    expect(failing({ spans: [...spansOfTree(), span({ kind: 'client', service: 'orders' })] })).toMatch(
      /^CLIENT span .* of orders has no parent$/,
    );
  });
});

describe('2b', () => {
  const inventory = seen('inventory', id('inv'), { receivedMs: 1015, repliedMs: 1025 });
  const payments = seen('payments', id('pay'));
  const visit = (...calls: (typeof payments)[]) => ({ visits: [{ click: placed(), calls }], spans: spansOfTree() });
  const failing = (call: typeof payments) => observed(judgeWitness(visit(inventory, call)));

  test('calls by the spans that say so pass', () => {
    expect(judgeWitness(visit(inventory, payments))).toMatchObject({ verdict: 'pass', exposed: { calls: 2 } });
  });

  test('a stub that was not asked', () => {
    expect(observed(judgeWitness(visit(inventory)))).toBe('order R-1 was placed without a call to payments');
  });

  test('no header, a header that is none, another trace', () => {
    expect(failing({ ...payments, header: undefined, context: undefined })).toContain('without traceparent');
    expect(failing({ ...payments, header: 'x', context: undefined })).toContain('with traceparent x');
    const context = { traceId: trace('x'), spanId: id('pay'), sampled: true };
    expect(failing(seen('payments', id('pay'), { context }))).toContain('payments was called with trace');
  });

  test('a header that was passed through', () => {
    expect(failing(seen('payments', SENT.spanId))).toMatch(
      /the header was passed through, no span of orders made this call$/,
    );
  });

  test('the id of another span, and of one that nobody exported', () => {
    expect(failing(seen('payments', id('ord')))).toContain('which is SERVER span');
    expect(failing(seen('payments', id('nobody')))).toContain('which nobody exported');
  });

  test('a lost tracestate', () => {
    expect(failing({ ...payments, tracestate: undefined })).toBe(
      'the client sent tracestate kiosk=1, payments got none',
    );
  });

  test('a span that begins after the call, or ends before the answer', () => {
    expect(failing({ ...payments, receivedMs: 1000 })).toContain('begins 30 ms after payments had been called');
    expect(failing({ ...payments, repliedMs: 1150 })).toContain('ends 100 ms before payments answered');
    expect(failing({ ...payments, repliedMs: 1065 })).toBe('pass');
  });
});

describe('2c', () => {
  const attempt = { why: 'version ff is forbidden', accepted: false, header: 'traceparent: ff', sent: SENT };
  const fresh = { ...attempt, click: placed({ traceId: trace('n') }), spans: [span({ traceId: trace('n') })] };
  const taken = { ...attempt, accepted: true, click: placed(), spans: spansOfTree() };

  test('new traces and continued ones pass', () => {
    expect(judgeMalformed({ attempts: [fresh, taken] })).toMatchObject({ verdict: 'pass', exposed: { headers: 2 } });
  });

  test('a forbidden one continued, a good one not', () => {
    expect(observed(judgeMalformed({ attempts: [{ ...fresh, click: placed() }] }))).toContain('you continued trace');
    const ignored = { ...taken, click: placed({ traceId: trace('n') }) };
    expect(observed(judgeMalformed({ attempts: [ignored] }))).toContain('you began a new trace');
  });

  test('a refusal', () => {
    expect(observed(judgeMalformed({ attempts: [{ ...fresh, click: refused() }] }))).toBe('it got status 500, no body');
  });

  test('a new trace that hangs under somebody, and one that never came', () => {
    const under = [span({ traceId: trace('n'), parentSpanId: SENT.spanId })];
    expect(observed(judgeMalformed({ attempts: [{ ...fresh, spans: under }] }))).toMatch(/^its parent is \w{8}…$/);
    expect(observed(judgeMalformed({ attempts: [{ ...fresh, spans: [] }] }))).toContain('no such span arrived');
  });
});

describe('2d', () => {
  const other = placed({
    sent: { traceId: trace('u'), spanId: id('c') },
    basket: { ...placed().basket, orderRef: 'R-2' },
  });
  const clicks = [placed(), other];
  const charge = (orderRef: string, traceId: string) =>
    seen('payments', id('p'), { orderRef, context: { traceId, spanId: id('p'), sampled: true } });

  test('each with its own trace passes', () => {
    const charges = [charge('R-1', T), charge('R-2', trace('u'))];
    expect(judgeCrowd({ clicks, charges, requests: [] })).toMatchObject({
      verdict: 'pass',
      exposed: { checkouts: 2, charges: 2 },
    });
  });

  test('mixed up, unknown, missing', () => {
    const mixed = [charge('R-1', trace('u')), charge('R-2', trace('u'))];
    expect(observed(judgeCrowd({ clicks, charges: mixed, requests: [] }))).toBe(
      'the charge of R-1 carried the trace of R-2 (1 of 2 are mixed up)',
    );
    expect(observed(judgeCrowd({ clicks, charges: [charge('R-1', trace('z'))], requests: [] }))).toContain(
      'a trace of no client',
    );
    expect(observed(judgeCrowd({ clicks, charges: [], requests: [] }))).toBe(
      'the charge of R-1 never reached payments (2 of 2 are mixed up)',
    );
  });
});
