import { type Case, hasEnded } from '../../model/rig.ts';

/** Between a look at a transfer and a call that it has brought about; a timer of the solution's own hardly strikes just then. */
const AT_ONCE_MS = 500;

/**
 * Nothing was called while nobody asked. Whether asking changes that says what takes unfinished transfers up, if anything does. `askedMs`
 * is the time from the first look to the first call after it.
 */
export function whenAsked(cases: readonly Case[], askedMs: number | undefined): string | undefined {
  const ended = cases.filter(hasEnded).length;
  const all = cases.length;
  if (askedMs === undefined)
    return ended > 0
      ? undefined
      : `Nor was there a call when archlab asked for each of them with GET. The answers were PENDING for all ${all}, so they are still known, and known to be unfinished. Which line of your program would come upon them?`;
  if (askedMs > AT_ONCE_MS || ended === 0) return undefined;
  return `As soon as archlab asked for them with GET there were calls again, and ${ended} of ${all} ended. So your program can go on with them, and does so when it is asked. What becomes of a transfer that nobody asks for?`;
}
