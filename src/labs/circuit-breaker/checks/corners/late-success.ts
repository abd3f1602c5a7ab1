import { defineCheck, fail, inconclusive, type Judgement, now, pass } from '../../../../kit.ts';
import { notAnOrder, notOpened } from '../../judging.ts';
import type { Context } from '../../parallel.ts';
import { openRig, type Rig } from '../../rig.ts';
import { type Showing, show, showInTurn } from '../../shop.ts';
import { type Trip, trip } from '../../trip.ts';

const OPEN_MS = 6000;
const TIMEOUT_MS = 5000;
const GETS = 10;
const ATTEMPTS = 3;
/** Judged only when the open period cannot have been over at the end. */
const SURE_MS = 0.8 * OPEN_MS;

export const LATE_SETTINGS = { openMs: OPEN_MS, callTimeoutMs: TIMEOUT_MS };

export interface LateSeen {
  /** Whether the first call reached the catalog, so that its reply could be held. */
  readonly held: boolean;
  readonly trip: Trip | undefined;
  /** Whether its caller still waited when the good reply was let go. */
  readonly waiting: boolean;
  readonly first: Showing;
  readonly calls: number;
  readonly showings: readonly Showing[];
  /** From the last failure to the end of the last GET. */
  readonly endedAfterMs: number;
}

export async function observeLate(first: Rig, context: Context): Promise<LateSeen> {
  let seen = await attempt(first, context);
  for (let i = 1; i < ATTEMPTS && tooSlow(seen); i++) {
    const instance = `c${i + 1}`;
    seen = await attempt(await openRig(context.arena, { instance, items: 5, settings: LATE_SETTINGS }), context);
  }
  return seen;
}

async function attempt(rig: Rig, { signal }: Context): Promise<LateSeen> {
  const { catalog, client, orderIds } = rig;
  const hold = catalog.hold({ at: 'reply' });
  const caller = show(client, orderIds[0] ?? '');
  const held = await hold.next(3000, signal);
  if (!held) {
    hold.stop();
    const none = { trip: undefined, waiting: false, calls: 0, showings: [], endedAfterMs: 0 };
    return { held: false, first: await caller, ...none };
  }
  const tripped = await trip(rig);
  const waiting = held.state === 'held';
  held.release();
  const late = await caller;
  const since = catalog.mark();
  const showings = await showInTurn(client, orderIds, GETS);
  const endedAfterMs = now() - tripped.lastFailureAt;
  return { held: true, trip: tripped, waiting, first: late, calls: catalog.count({ since }), showings, endedAfterMs };
}

function tooSlow({ held, trip: tripped, waiting, calls, endedAfterMs }: LateSeen): boolean {
  return held && tripped?.opened === true && (!waiting || (calls > 0 && endedAfterMs > SURE_MS));
}

/** Pure. */
export function judgeLate(seen: LateSeen): Judgement {
  const did = `held back the good reply to one call, opened the breaker with failures, let the reply go and sent ${GETS} GETs`;
  if (!seen.held || !seen.trip)
    return fail({
      did: 'asked for an order of a fresh process, the catalog being well',
      expected: 'a call to the catalog',
      observed: 'none came within 3 s',
      look: ['step 1'],
    });
  const bad = notOpened('the late success', seen.trip) ?? notAnOrder(did, [seen.first, ...seen.showings]);
  if (bad) return bad;
  if (tooSlow(seen))
    return inconclusive(
      'This machine was too busy: the call that was to succeed late had timed out, or the open period was over before the end.',
    );
  if (seen.calls > 0)
    return fail({
      did,
      expected: 'no call: the breaker opened after that call had begun, and stays open',
      observed: `${seen.calls} of ${GETS} GETs called the catalog: a late success has closed the breaker`,
      look: ['only a probe may close an open breaker: to which period does an outcome belong?'],
    });
  return pass({ 'failures before the late success': seen.trip.calls, 'GETs after it': GETS });
}

export const lateSuccess = defineCheck<{ readonly late: Promise<LateSeen> }, LateSeen>({
  id: '5c',
  title: 'Is not closed by a success that comes late',
  minimum: { 'failures before the late success': 1, 'GETs after it': GETS },
  observe: (_, { late }) => late,
  judge: judgeLate,
});
