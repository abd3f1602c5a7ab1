import type { Books, Entry } from './banks.ts';
import type { Drawn } from './pictures.ts';
import type { Case } from './rig.ts';

/** Hand-written observations for the tests of judges. */

/** A transfer from a:x to b:y, accepted and seen in this state. */
export function caseOf(amount: number, state: 'PENDING' | 'COMPLETED' | 'FAILED', reason: string | null = null): Case {
  return {
    transfer: { key: `k-${amount}`, from: 'a:x', to: 'b:y', amount },
    posting: { instance: 'one', status: 202, id: `t-${amount}`, code: undefined, told: 'status 202' },
    look: { state, reason },
  };
}

/** As many COMPLETED ones. */
export function completed(count: number, first = 1001): Case[] {
  return Array.from({ length: count }, (_, i) => caseOf(first + i, 'COMPLETED'));
}

export function hold(amount: number, state: 'active' | 'captured' | 'released'): Entry {
  return { bank: 'a', id: `h-${amount}`, account: 'a:x', amount, state };
}

export function credit(amount: number, id = `c-${amount}`): Entry {
  return { bank: 'b', id, account: 'b:y', amount, state: 'applied' };
}

/** Books of a:x and b:y with these entries and the balances that follow from them. */
export function booksOf(holds: readonly Entry[], credits: readonly Entry[]): Books {
  const gone = holds.filter(({ state }) => state !== 'released').reduce((sum, { amount }) => sum + amount, 0);
  const come = credits.reduce((sum, { amount }) => sum + amount, 0);
  return {
    accounts: [
      { id: 'a:x', given: 1_000_000, available: 1_000_000 - gone },
      { id: 'b:y', given: 0, available: come },
    ],
    holds,
    credits,
    movements: [],
  };
}

/** What the banks have when all cases went as they say. */
export function soundBooks(cases: readonly Case[]): Books {
  const done = cases.filter(({ look }) => look && 'state' in look && look.state === 'COMPLETED');
  return booksOf(
    done.map(({ transfer }) => hold(transfer.amount, 'captured')),
    done.map(({ transfer }) => credit(transfer.amount)),
  );
}

export const NOTHING_DRAWN: Drawn = { zero: 0, calls: [], ghosts: [], marks: [], cases: [], movements: [] };

/** The failure's `observed`, or the verdict when there is none. */
export function observedOf(judgement: { verdict: string; failure?: { observed: string } }): string {
  return judgement.failure?.observed ?? judgement.verdict;
}
