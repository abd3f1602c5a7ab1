import { eventually, now, pause } from '../../kit.ts';
import type { Context } from './parallel.ts';
import type { Rig } from './rig.ts';
import { type Showing, show, showAtOnce } from './shop.ts';
import { type Trip, trip } from './trip.ts';

export const CALLERS = 20;

/** How a half-open breaker behaved towards many callers while its probes were not answered. */
export interface Probing {
  readonly trip: Trip;
  /** Calls that reached the catalog in that time. */
  readonly probes: number;
  readonly callers: readonly Showing[];
  /** `now()` when the probes got their replies. */
  readonly repliedAt: number;
}

/** Opens the breaker, waits until it must be half-open, and lets `CALLERS` ask at once while the replies are held; then lets these go. */
export async function probe(rig: Rig, { signal }: Context, catalog: 'well' | 'broken'): Promise<Probing> {
  const tripped = await trip(rig);
  if (!tripped.opened) return { trip: tripped, probes: 0, callers: [], repliedAt: now() };
  if (catalog === 'well') rig.catalog.script(undefined);
  // Armed before the open period ends, for a solution may probe by itself the moment it is over.
  const since = rig.catalog.mark();
  const hold = rig.catalog.hold({ at: 'reply', times: Number.POSITIVE_INFINITY });
  await pause(Math.max(0, tripped.lastFailureAt + 1.3 * rig.settings.openMs - now()), signal);
  const callers = showAtOnce(rig.client, rig.orderIds, CALLERS);
  await arrival(() => hold.held.length > 0, signal);
  await pause(400, signal);
  const probes = rig.catalog.count({ since });
  const repliedAt = now();
  hold.release();
  return { trip: tripped, probes, callers: await callers, repliedAt };
}

/** Waits for a call to reach the catalog; that none came is for the judge to say. */
export async function arrival(came: () => boolean, signal: AbortSignal, limitMs = 3000): Promise<boolean> {
  try {
    return await eventually(came, { limitMs, signal, what: 'a call reaches the catalog' });
  } catch {
    signal.throwIfAborted();
    return false;
  }
}

/** Asks now and then until a showing satisfies, having asked at least `least` times, or `limitMs` is over. */
export async function showUntil(
  { client, orderIds }: Rig,
  { signal }: Context,
  enough: (showing: Showing) => boolean,
  { least, limitMs, everyMs }: { readonly least: number; readonly limitMs: number; readonly everyMs: number },
): Promise<Showing[]> {
  const deadline = now() + limitMs;
  const showings: Showing[] = [];
  while (showings.length < least || (!showings.some(enough) && now() < deadline)) {
    showings.push(await show(client, orderIds[showings.length % orderIds.length] ?? ''));
    await pause(everyMs, signal);
  }
  return showings;
}
