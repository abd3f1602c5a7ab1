import { describe, expect, test } from 'vitest';
import { times } from '../../click.ts';
import { id, placed, span, trace, tree, witness } from '../../samples.ts';
import { type FlagsSeen, judgeFlags } from './flags.ts';
import { judgeRatio } from './ratio.ts';

const hintIn = (judged: ReturnType<typeof judgeRatio>) => {
  expect(judged.verdict).toBe('fail');
  return judged.verdict === 'fail' ? judged.failure.hint : undefined;
};

describe('5a', () => {
  /** Traces with a SERVER span of both roles, of the gateway alone, and of orders alone. */
  function hint(both: number, gateway: number, orders: number): string | undefined {
    const read = (service: string, i: number) => span({ traceId: trace(`t${i}`), service, name: 'GET /orders/{id}' });
    const spans = [
      ...times(both + gateway, (i) => read('gateway', i)),
      ...times(both, (i) => read('orders', i)),
      ...times(orders, (i) => read('orders', both + gateway + i)),
    ];
    return hintIn(judgeRatio({ click: placed(), requests: 400, answered: 400, spans }));
  }

  test('nothing was drawn', () => {
    expect(hint(400, 0, 0)).toMatch(
      /^Not one of 400 was left out, by either role: with the ratio 0\.25 chance does not/,
    );
    expect(hint(399, 1, 0)).toBeUndefined();
  });
  test('each role draws for itself, whether the sum is in the band or not', () => {
    expect(hint(25, 78, 72)).toMatch(
      /^The gateway recorded 103, orders 97, each about the ratio; but only 25 times the same trace, and two draws that know nothing of each other would agree in about 25\./,
    );
    expect(hint(24, 65, 60)).toContain('only 24 times the same trace');
  });
  test('orders draws again where the gateway has decided against', () => {
    expect(hint(94, 0, 85)).toMatch(
      /^The gateway recorded 94, and orders was with it each time\. Orders recorded 85 more in traces that the gateway has no part in: about the ratio of the 306 that/,
    );
  });
  test('nothing when a role records by no ratio, or hardly at all, or agrees more often than chance has it', () => {
    expect(hint(100, 0, 300)).toBeUndefined();
    expect(hint(94, 0, 15)).toBeUndefined();
    expect(hint(0, 100, 0)).toBeUndefined();
    expect(hint(60, 40, 40)).toBeUndefined();
    expect(hint(10, 0, 0)).toBeUndefined();
    expect(hint(10, 0, 90)).toBeUndefined();
  });
});

describe('5b', () => {
  const EACH = 30;
  const flagged = (prefix: string, spans: (i: number) => ReturnType<typeof tree>) =>
    times(EACH, (i) => {
      const click = placed({
        basket: { ...placed().basket, orderRef: `R-${prefix}${i}` },
        sent: { traceId: trace(`${prefix}${i}`), spanId: id('c') },
      });
      return { click, spans: spans(i) };
    });
  /** Calls for those with the flag 00, with their own context. */
  const called = (at: 'orders' | 'payments', over: object = {}) =>
    times(EACH, (i) =>
      witness(at, id('p'), {
        orderRef: `R-u${i}`,
        context: { traceId: trace(`u${i}`), spanId: id('p'), sampled: false },
        ...over,
      }),
    );
  const good: FlagsSeen = {
    sampled: flagged('s', () => tree()),
    unsampled: flagged('u', () => []),
    charges: called('payments'),
    requests: called('orders'),
  };
  const hint = (over: Partial<FlagsSeen>) => hintIn(judgeFlags({ ...good, ...over }));

  test('one lot for both flags', () => {
    const some = (count: number) => (i: number) => (i < count ? tree() : []);
    const drawn = (with01: number, with00: number) =>
      hint({ sampled: flagged('s', some(with01)), unsampled: flagged('u', some(with00)) });
    expect(drawn(8, 6)).toMatch(
      /^Of 30 sent with the flag 01 8 arrived, and of 30 sent with 00 6 were recorded: no further apart than two draws with the ratio 0\.25 may be\./,
    );
    expect(drawn(28, 0)).toBeUndefined();
    expect(drawn(2, 25)).toBeUndefined();
    expect(drawn(0, 5)).toBeUndefined();
    expect(drawn(13, 2)).toBeUndefined();
    expect(drawn(20, 16)).toBeUndefined();
  });

  test('overruled at the door, or only by orders', () => {
    const turned = times(EACH, (i) =>
      witness('payments', id('p'), { context: { traceId: trace(`u${i}`), spanId: id('p'), sampled: true } }),
    );
    const all = flagged('u', () => tree());
    expect(hint({ unsampled: all, charges: turned })).toMatch(
      /^The gateway recorded all 30, so no lot was drawn either/,
    );
    expect(hint({ unsampled: all })).toBeUndefined();
    const inOrders = flagged('u', (i) => (i < 20 ? tree().filter(({ service }) => service === 'orders') : []));
    expect(hint({ unsampled: inOrders })).toMatch(
      /^The gateway recorded none of them, orders 20 of 30: the gateway has/,
    );
    expect(hint({ unsampled: flagged('u', (i) => (i < 20 ? tree() : [])), charges: turned })).toBeUndefined();
  });

  test('where the context was lost', () => {
    const bare = { header: undefined, context: undefined };
    expect(hint({ charges: called('payments', bare) })).toMatch(
      /^Orders still got the client’s trace and the flag 00 with all 30 requests: up to there all is well\./,
    );
    const lost = called('orders', bare);
    expect(hint({ charges: called('payments', bare), requests: lost })).toMatch(
      /^Not one of the 30 requests that orders got for them had a traceparent: the context was lost in the gateway already/,
    );
    const half = [...lost.slice(0, 15), ...called('orders').slice(15)];
    expect(hint({ charges: called('payments', bare), requests: half })).toBeUndefined();
    expect(hint({ charges: called('payments', bare), requests: lost.slice(1) })).toBeUndefined();
  });
});
