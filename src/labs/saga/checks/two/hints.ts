import { shownOf } from '../../model/judging.ts';
import { type Case, hasEnded } from '../../model/rig.ts';

/** What the instance that goes on did while the other was stopped. */
export interface Meanwhile {
  /** A new transfer that was sent to it when the others had not ended. */
  readonly fresh: Case;
  /** Calls for the new one. */
  readonly calls: number;
  /** Calls of this instance for those that had not ended. */
  readonly callsForStuck: number;
}

/** Transfers of a stopped instance stay: whether the other one leaves these alone, or does nothing at all. */
export function whatTheOtherDoes(pending: number, seen: Meanwhile | undefined, withinMs: number): string | undefined {
  if (!seen || seen.fresh.posting.id === undefined || seen.callsForStuck > 0) return undefined;
  const sent = 'Meanwhile archlab sent a new transfer to the other instance';
  const within = `${withinMs / 1000} s`;
  if (hasEnded(seen.fresh))
    return `${sent}, and within ${within} it was ${shownOf(seen.fresh)}. So that instance works, but made no call for the ${pending}. By what does it tell that a transfer is not its business, and can that ever change?`;
  if (seen.calls > 0) return undefined;
  return `${sent}, and in ${within} there was no call for it either. So it is not the ${pending} that are stuck, it is the instance. What does it wait for, and would a process that stands still ever give that up?`;
}
