import { describe, expect, test } from 'vitest';
import { times } from '../../click.ts';
import { id, placed, refused, SENT, span, trace, tree, witness } from '../../samples.ts';
import { judgeFlags } from './flags.ts';
import { judgeFlush } from './flush.ts';
import { judgeOutage } from './outage.ts';
import { judgeRatio, type RatioSeen } from './ratio.ts';

const observed = (judged: ReturnType<typeof judgeRatio>) =>
  judged.verdict === 'fail' ? judged.failure.observed : judged.verdict;

describe('5a', () => {
  const read = (traceId: string, service: string) => span({ traceId, service, name: 'GET /orders/{id}' });
  const traces = (count: number) =>
    times(count, (i) => ['gateway', 'orders'].map((role) => read(trace(`t${i}`), role))).flat();
  const good: RatioSeen = { click: placed(), requests: 400, answered: 400, spans: traces(100) };
  const failing = (over: Partial<RatioSeen>) => observed(judgeRatio({ ...good, ...over }));

  test('a hundred whole traces pass; checkouts do not count', () => {
    expect(judgeRatio(good)).toMatchObject({ verdict: 'pass', exposed: { requests: 400, sampled: 100 } });
    expect(judgeRatio({ ...good, spans: [...good.spans, ...tree()] })).toMatchObject({ exposed: { sampled: 100 } });
  });
  test('the band', () => {
    expect(failing({ spans: traces(48) })).toBe('pass');
    expect(failing({ spans: traces(47) })).toContain('47 of 400 were');
    expect(failing({ spans: traces(152) })).toBe('pass');
    expect(failing({ spans: traces(400) })).toContain('400 of 400 were');
  });
  test('torn traces', () => {
    const torn = [...traces(99), read(trace('torn'), 'orders')];
    expect(failing({ spans: torn })).toMatch(
      /^trace \w{8}… has a SERVER span of orders and none of gateway; 1 of 100 are torn like this$/,
    );
  });
  test('requests that were not answered', () => expect(failing({ answered: 397 })).toBe('3 were not'));
});

describe('5b', () => {
  const context = { ...SENT, spanId: id('p'), sampled: false };
  const charge = witness('payments', id('p'), { orderRef: 'R-1', context });
  const good = {
    sampled: [{ click: placed(), spans: tree() }],
    unsampled: [{ click: placed(), spans: [] as ReturnType<typeof tree> }],
    charges: [charge],
    requests: [],
  };
  const failing = (over: Partial<typeof good>) => observed(judgeFlags({ ...good, ...over }));

  test('both flags obeyed', () => {
    expect(judgeFlags(good)).toMatchObject({ verdict: 'pass', exposed: { sampled: 1, 'not sampled': 1 } });
  });
  test('a sampled one lost', () => {
    expect(failing({ sampled: [{ click: placed(), spans: [] }] })).toContain('of 1 of 1 they did not arrive');
  });
  test('an unsampled one recorded', () => {
    const spans = tree().filter(({ service }) => service === 'orders');
    expect(failing({ unsampled: [{ click: placed(), spans }] })).toContain('the trace is torn');
  });
  test('the context of an unsampled one lost, replaced, sampled', () => {
    expect(failing({ charges: [] })).toBe('payments was not called for order R-1');
    expect(failing({ charges: [{ ...charge, header: undefined, context: undefined as never }] })).toContain(
      'no traceparent',
    );
    const other = { ...charge, context: { ...context, traceId: trace('x') } };
    expect(failing({ charges: [other] })).toContain('the charge of R-1 carried trace');
    expect(failing({ charges: [{ ...charge, context: { ...context, sampled: true } }] })).toMatch(/: sampled$/);
  });
});

describe('5c', () => {
  const clicks = (ms: number) => times(20, () => placed({ ms }));
  const good = { before: clicks(20), during: clicks(30), healed: true, after: placed() };
  const failing = (over: Partial<typeof good>) => observed(judgeOutage({ ...good, ...over }));

  test('nobody noticed', () => {
    expect(judgeOutage(good)).toMatchObject({ verdict: 'pass', exposed: { checkouts: 40 } });
    expect(failing({ before: clicks(200), during: clicks(590) })).toBe('pass');
  });
  test('checkouts that wait', () => {
    expect(failing({ during: clicks(3000) })).toContain('from 20 to 3000 ms while the collector hung');
    expect(failing({ before: clicks(200), during: clicks(610) })).toContain('from 200 to 610 ms');
  });
  test('checkouts that fail', () => {
    expect(failing({ during: [...clicks(20), refused({ ms: 5 })] })).toContain('1 of 21 did not');
    expect(failing({ before: [refused()] })).toContain('1 of 1 did not');
  });
  test('an exporter that gave up', () => expect(failing({ healed: false })).toContain('export has ended for good'));
});

describe('5d', () => {
  const good = { clicks: [placed(), placed(), placed()], exitMs: 300, killed: false, arrived: 3 };
  const failing = (over: Partial<typeof good>) => observed(judgeFlush({ ...good, ...over }));

  test('all spans in, and quickly', () => expect(failing({})).toBe('pass'));
  test('lost spans', () => {
    expect(failing({ exitMs: 100, arrived: 1 })).toBe('it exited after 0.1 s, and 2 of its last 3 spans died with it');
  });
  test('an exit that takes too long', () => {
    expect(failing({ exitMs: 5400 })).toBe('it took 5.4 s');
    expect(failing({ exitMs: 6000, killed: true })).toContain('had to be killed');
  });
});
