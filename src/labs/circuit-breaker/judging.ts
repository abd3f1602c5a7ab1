import { type Evidence, fail, type Judgement } from '../../kit.ts';
import type { Line } from './order.ts';
import type { Showing } from './shop.ts';
import type { Trip } from './trip.ts';

export const STATES = 'the contract in README.md: what GET /orders/{id} answers, and that it does so always';

/** The failure when an answer is not an order at all, whatever the step is about. */
export function notAnOrder(
  did: string,
  showings: readonly Showing[],
  evidence: readonly Evidence[] = [],
): Judgement | undefined {
  const bad = showings.filter(({ order }) => order === undefined);
  const [first] = bad;
  if (!first) return undefined;
  return fail(
    {
      did,
      expected: 'each GET /orders/{id} of a known order answers 200 with the order, whatever the catalog does',
      observed: `${bad.length} of ${showings.length} did not; GET /orders/${first.orderId} gave ${first.problem}`,
      look: [STATES],
    },
    evidence,
  );
}

/** The failure when the ground for a step could not be prepared because the breaker does not open at all. */
export function notOpened(step: string, { opened, gets, calls, showings }: Trip): Judgement | undefined {
  if (opened) return undefined;
  const did = `answered every catalog call with 500, to open the breaker before ${step}`;
  const bad = notAnOrder(did, showings);
  if (bad) return bad;
  return fail({
    did,
    expected: 'calls to stop after 10 to 20 failures',
    observed:
      calls === 0 ? `none of ${gets} GETs called the catalog` : `${calls} calls in ${gets} GETs, and they went on`,
    look: ['step 3: the breaker must open before it can be half-open'],
  });
}

export function firstLine({ order }: Showing): Line | undefined {
  return order?.lines[0];
}

export function isLive(showing: Showing): boolean {
  return firstLine(showing)?.product.source === 'live';
}

/** `1 call`, `3 calls` */
export const some = (n: number, what: string) => `${n} ${what}${n === 1 ? '' : 's'}`;

export const round = (ms: number) => String(Math.round(ms));

/** Of the reply times; 0 when there are none. */
export function median(showings: readonly Showing[]): number {
  const sorted = showings.map(({ ms }) => ms).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
