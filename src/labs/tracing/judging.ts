import { fail, type Judgement } from '../../kit.ts';
import type { Click } from './click.ts';

const CONTRACT = 'the contract in README.md: what POST /checkout answers';

/** The failure when a checkout that must succeed did not, whatever the step is about. */
export function notPlaced(did: string, clicks: readonly Click[]): Judgement | undefined {
  const bad = clicks.filter(({ status, orderId }) => status !== 201 || orderId === undefined);
  const [first] = bad;
  if (first)
    return fail({
      did,
      expected: 'each POST /checkout answers 201 with order_id and trace_id',
      observed: `${bad.length} of ${clicks.length} did not; order ${first.basket.orderRef} got ${first.told}`,
      look: [CONTRACT],
    });
  const nameless = clicks.find(({ traceId }) => traceId === undefined);
  return nameless && noTraceId(did, nameless);
}

function noTraceId(did: string, { basket, told }: Click): Judgement {
  return fail({
    did,
    expected: 'each answer names its trace in trace_id: 32 hexadecimal digits in lower case, not all zero',
    observed: `the answer for order ${basket.orderRef} names none: ${told}`,
    look: ['where the gateway takes the trace id of the request it is answering from'],
  });
}

/** `1 span`, `3 spans` */
export const some = (n: number, what: string) => `${n} ${what}${n === 1 ? '' : 's'}`;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

export function percentile95(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * 0.95) - 1)] ?? 0;
}
