import type { Click } from '../../click.ts';
import type { Witness } from '../../wire.ts';

/** With fewer than these a pattern may be chance. */
const LEAST = 8;
/** Of what was mixed up: proxies and programs do not see two requests of one moment in the same order. */
const MOST = 0.9;

/** Where traces were mixed up, and by which rule: told from the order in which requests came to orders. */
export function howMixed(clicks: readonly Click[], charges: readonly Witness[], requests: readonly Witness[]) {
  const own = new Map(clicks.map(({ basket, sent }) => [basket.orderRef, sent?.traceId]));
  const clients = new Set(own.values());
  const isOwn = ({ orderRef, context }: Witness) => own.get(orderRef ?? '') === context?.traceId;
  const about = (calls: readonly Witness[]) => calls.filter(({ orderRef }) => own.has(orderRef ?? ''));
  const came = about(requests);
  const mixed = about(charges).filter((charge) => !isOwn(charge));
  const before = came.filter((request) => !isOwn(request));
  // Headers that are missing or made up are another matter.
  const foreign = [...mixed, ...before].every(({ context }) => clients.has(context?.traceId));
  if (mixed.length < LEAST || came.length < clicks.length || !foreign) return undefined;
  if (before.length > 0)
    return `The gateway’s requests to orders are mixed up already, ${before.length} of ${came.length} of them: whatever orders does, the gateway has lost track first.`;
  const where = `All ${came.length} requests to orders still carried their own trace, so it is in orders that they are mixed up.`;
  const rule = always(mixed, came) ?? newer(mixed, came);
  return rule === undefined ? where : `${where} ${rule}`;
}

function always(mixed: readonly Witness[], came: readonly Witness[]): string | undefined {
  const [first, ...more] = new Set(mixed.map(({ context }) => context?.traceId));
  const one = came.find(({ context }) => context?.traceId === first);
  if (more.length > 0 || !one) return undefined;
  return `Every charge with a foreign trace carries that of ${one.orderRef}: it was kept, and nothing has replaced it. When is it written, and how often?`;
}

function newer(mixed: readonly Witness[], came: readonly Witness[]): string | undefined {
  const arrived = new Map(came.map(({ context, receivedMs }) => [context?.traceId, receivedMs]));
  const mine = new Map(came.map(({ orderRef, receivedMs }) => [orderRef, receivedMs]));
  const later = mixed.filter(
    ({ orderRef, context }) => (arrived.get(context?.traceId) ?? 0) > (mine.get(orderRef) ?? 0),
  ).length;
  if (later < MOST * mixed.length) return undefined;
  return `In ${later} of ${mixed.length} cases the foreign trace is that of a request which came to orders later than the order’s own: the newer ones take the place of those that still wait. What does a request that comes in change for the ones before it?`;
}
