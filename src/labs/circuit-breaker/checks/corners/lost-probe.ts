import { defineCheck, fail, type Judgement, now, pass, pause } from '../../../../kit.ts';
import { isLive, notAnOrder, notOpened, round } from '../../judging.ts';
import type { Context } from '../../parallel.ts';
import { arrival, CALLERS, showUntil } from '../../probing.ts';
import type { Rig } from '../../rig.ts';
import { type Showing, showAtOnce } from '../../shop.ts';
import { type Trip, trip } from '../../trip.ts';

const OPEN_MS = 1500;
const RECOVERY_MS = 2 * OPEN_MS + 5000;

export const LOST_SETTINGS = { openMs: OPEN_MS, callTimeoutMs: 600 };

export interface LostSeen {
  readonly trip: Trip;
  /** Calls that were swallowed while the breaker was half-open. */
  readonly lost: number;
  readonly after: readonly Showing[];
  /** From the healing to the first live reply, or to giving up. */
  readonly tookMs: number;
}

export async function observeLost(rig: Rig, context: Context): Promise<LostSeen> {
  const { catalog, client, orderIds } = rig;
  const tripped = await trip(rig);
  if (!tripped.opened) return { trip: tripped, lost: 0, after: [], tookMs: 0 };
  const since = catalog.mark();
  catalog.script(() => ({ kind: 'silence' }));
  await pause(Math.max(0, tripped.lastFailureAt + 1.3 * OPEN_MS - now()), context.signal);
  // All at once, so that every slot is taken by a call that never returns.
  const callers = showAtOnce(client, orderIds, CALLERS);
  await arrival(() => catalog.count({ since }) > 0, context.signal);
  await pause(200, context.signal);
  const lost = catalog.count({ since });
  // What has been swallowed stays swallowed: a reset would help a probe that waits for ever.
  catalog.script(undefined);
  const healedAt = now();
  const after = await showUntil(rig, context, isLive, { least: 1, limitMs: RECOVERY_MS, everyMs: 100 });
  const live = after.find(isLive);
  await callers;
  return { trip: tripped, lost, after, tookMs: (live ? live.at + live.ms : now()) - healedAt };
}

/** Pure. */
export function judgeLost({ trip: tripped, lost, after, tookMs }: LostSeen): Judgement {
  const did = `opened the breaker, swallowed its probes (${lost} calls) without a reply, then let the catalog be well again`;
  const bad = notOpened('losing a probe', tripped) ?? notAnOrder(did, after);
  if (bad) return bad;
  const expected = `a live reply within ${RECOVERY_MS} ms (2 × BREAKER_OPEN_MS + 5 s)`;
  if (lost === 0)
    return fail({
      did,
      expected: 'a probe when BREAKER_OPEN_MS is over',
      observed: 'no call reached the catalog: the breaker stays open for ever',
      look: ['step 4'],
    });
  if (!after.some(isLive))
    return fail({
      did,
      expected,
      observed: `no live reply ${round(tookMs / 1000)} s after the catalog came back: the probe that never returned still holds the half-open slot`,
      look: [
        'the slot of a probe is given back however it ends, also by a timeout',
        'the time limit must be inside what the breaker watches, not around it',
      ],
    });
  return pass({ 'probes lost': lost, 'GETs after the healing': after.length });
}

export const lostProbe = defineCheck<{ readonly lost: Promise<LostSeen> }, LostSeen>({
  id: '5a',
  title: 'Comes back although its probes were lost',
  minimum: { 'probes lost': 1, 'GETs after the healing': 1 },
  observe: (_, { lost }) => lost,
  judge: judgeLost,
});
