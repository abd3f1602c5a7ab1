import type { TraceSpan } from '../../../../kit.ts';
import { some } from '../../judging.ts';
import { serverSpan } from '../../spans.ts';
import type { Witness } from '../../wire.ts';

// Who has recorded how many, of requests whose right number is known: the shares say who has decided, and how often.

/** Standard deviations: beyond these it is not chance. */
const SIGMAS = 3;

/** Requests without a parent: the traces that gateway and orders have recorded, of so many requests. */
export function whoDraws(traces: Iterable<readonly TraceSpan[]>, requests: number, ratio: number): string | undefined {
  let [gateway, orders, both] = [0, 0, 0];
  for (const spans of traces) {
    const [by, also] = [serverSpan(spans, 'gateway') !== undefined, serverSpan(spans, 'orders') !== undefined];
    if (by) gateway++;
    if (also) orders++;
    if (by && also) both++;
  }
  if (both === requests)
    return `Not one of ${requests} was left out, by either role: with the ratio ${ratio} chance does not do that. Who chooses the sampler of your program, and what is chosen when nobody does?`;
  if (!isShare(gateway, requests, ratio)) return undefined;
  const alone = orders - both;
  if (both === gateway && alone > 0 && isShare(alone, requests - gateway, ratio))
    return `The gateway recorded ${gateway}, and orders was with it each time. Orders recorded ${alone} more in traces that the gateway has no part in: about the ratio of the ${requests - gateway} that the gateway had decided against. What does orders get to know of such a decision?`;
  const chance = Math.round((gateway * orders) / requests);
  if (alone > 0 && isShare(orders, requests, ratio) && isShare(both, gateway, orders / requests))
    return `The gateway recorded ${gateway}, orders ${orders}, each about the ratio; but only ${both} times the same trace, and two draws that know nothing of each other would agree in about ${chance}. Who has decided before orders is asked, and where would it read that?`;
  return undefined;
}

function isShare(count: number, of: number, ratio: number): boolean {
  return Math.abs(count - of * ratio) <= SIGMAS * Math.sqrt(of * ratio * (1 - ratio));
}

interface Counts {
  /** Checkouts with each flag. */
  readonly each: number;
  /** With the flag 01: those that arrived. */
  readonly sampled: number;
  /** With the flag 00: those that some span arrived of. */
  readonly unsampled: number;
}

/** Some of those with the flag 01 were lost: whether the flag made a difference at all. */
export function flagUnread({ each, sampled, unsampled }: Counts, ratio: number): string | undefined {
  if (!isShare(sampled, each, ratio) || !isShare(unsampled, each, ratio)) return undefined;
  if (Math.abs(sampled - unsampled) > each * ratio) return undefined;
  return `Of ${each} sent with the flag 01 ${sampled} arrived, and of ${each} sent with 00 ${unsampled} were recorded: no further apart than two draws with the ratio ${ratio} may be. So it looks as if all of them were drawn, whatever their flag; what does your sampler look at, and what not?`;
}

/** Those with the flag 00 were recorded: who was the first to do it. `charged` were called with the flag 01 at payments. */
export function whoOverrules(recorded: readonly (readonly TraceSpan[])[], each: number, charged: number) {
  const by = (role: 'gateway' | 'orders') => recorded.filter((spans) => serverSpan(spans, role)).length;
  const [gateway, orders] = [by('gateway'), by('orders')];
  if (gateway === each && charged === each)
    return `The gateway recorded all ${each}, so no lot was drawn either, and each time payments got the flag 01: the answer of the client was turned round at the door, and all others followed the gateway. What becomes there of a parent that has said no?`;
  if (gateway === 0 && orders > 0)
    return `The gateway recorded none of them, orders ${orders} of ${each}: the gateway has obeyed its client. What did its request to orders say, and what does orders make of it?`;
  return undefined;
}

/** One checkout without the flag: its trace and its calls. */
interface Unsampled {
  readonly orderRef: string;
  readonly traceId: string | undefined;
}

/** The context of checkouts with the flag 00 did not get to payments: between whom it was lost. */
export function whereLost(unsampled: readonly Unsampled[], requests: readonly Witness[]): string | undefined {
  const seen = unsampled.flatMap(({ orderRef, traceId }) => {
    const request = requests.find((one) => one.orderRef === orderRef);
    return request
      ? [{ request, whole: request.context?.traceId === traceId && request.context?.sampled === false }]
      : [];
  });
  const whole = seen.filter((one) => one.whole).length;
  const bare = seen.filter(({ request }) => request.header === undefined).length;
  if (seen.length < unsampled.length || unsampled.length === 0) return undefined;
  if (whole === seen.length)
    return `Orders still got the client’s trace and the flag 00 with all ${some(seen.length, 'request')}: up to there all is well. What does orders do with it that the gateway did not?`;
  if (bare === seen.length)
    return `Not one of the ${some(seen.length, 'request')} that orders got for them had a traceparent: the context was lost in the gateway already, and whatever orders sent was its own invention. On what does it depend whether your HTTP client writes the header?`;
  return undefined;
}
