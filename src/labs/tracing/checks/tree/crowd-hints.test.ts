import { expect, test } from 'vitest';
import { times } from '../../click.ts';
import { id, placed, trace, witness } from '../../samples.ts';
import { judgeCrowd } from './crowd.ts';

const SIZE = 12;
const refs = times(SIZE, (i) => `R-${i}`);
const traceOf = (i: number) => trace(`t${i}`);
const clicks = refs.map((orderRef, i) =>
  placed({ sent: { traceId: traceOf(i), spanId: id('c') }, basket: { ...placed().basket, orderRef } }),
);
/** Order i came to orders at 1000 + i. */
const call = (at: 'orders' | 'payments', i: number, traceId = traceOf(i)) =>
  witness(at, id('p'), {
    orderRef: refs[i],
    receivedMs: 1000 + i,
    context: { traceId, spanId: id('p'), sampled: true },
  });
const requests = refs.map((_, i) => call('orders', i));
const charges = (carried: (i: number) => number) => refs.map((_, i) => call('payments', i, traceOf(carried(i))));

function hint(seen: Partial<Parameters<typeof judgeCrowd>[0]>): string | undefined {
  const judged = judgeCrowd({ clicks, requests, charges: requests, ...seen });
  expect(judged.verdict).toBe('fail');
  return judged.verdict === 'fail' ? judged.failure.hint : undefined;
}
const INNOCENT = 'All 12 requests to orders still carried their own trace, so it is in orders that they are mixed up.';

test('newer requests take the place of older ones', () => {
  expect(hint({ charges: charges((i) => Math.min(i + 2, SIZE - 1)) })).toContain(
    `${INNOCENT} In 11 of 11 cases the foreign trace is that of a request which came to orders later than the order’s own`,
  );
});

test('one context that was kept', () => {
  expect(hint({ charges: charges(() => 0) })).toContain(
    `${INNOCENT} Every charge with a foreign trace carries that of R-0:`,
  );
});

test('no rule but the place, when the foreign ones are now newer and now older', () => {
  expect(hint({ charges: charges((i) => (i + 6) % SIZE) })).toBe(INNOCENT);
});

test('the gateway was first', () => {
  const mixed = refs.map((_, i) => call('orders', i, traceOf((i + 1) % SIZE)));
  expect(hint({ charges: charges((i) => (i + 1) % SIZE), requests: mixed })).toMatch(
    /^The gateway’s requests to orders are mixed up already, 12 of 12 of them:/,
  );
});

test('nothing about few, about traces of no client, missing headers, or requests that were not seen', () => {
  expect(hint({ charges: charges((i) => (i < 3 ? i + 1 : i)) })).toBeUndefined();
  expect(hint({ charges: refs.map((_, i) => call('payments', i, trace('x'))) })).toBeUndefined();
  const bare = (calls: typeof requests) => calls.map((one) => ({ ...one, header: undefined, context: undefined }));
  expect(hint({ charges: bare(requests) })).toBeUndefined();
  expect(hint({ charges: charges(() => 0), requests: bare(requests) })).toBeUndefined();
  expect(hint({ charges: charges(() => 0), requests: requests.slice(1) })).toBeUndefined();
});
