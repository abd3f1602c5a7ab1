import { type Evidence, type Failure, fail, type Judgement } from '../../../kit.ts';
import { leaksOf, totalTold } from './audit.ts';
import type { Books } from './banks.ts';
import type { Case } from './rig.ts';
import { hasEnded } from './rig.ts';
import { money } from './transfer.ts';

export const CONTRACT = 'the contract in README.md: what POST /transfers and GET /transfers/{id} answer';

/** `the transfer of 30.01 (t-6)` */
export function nameOf({ transfer, posting }: Pick<Case, 'transfer' | 'posting'>): string {
  return `the transfer of ${money(transfer.amount)}${posting.id === undefined ? '' : ` (${posting.id})`}`;
}

/** `COMPLETED`, `FAILED, reason expired`, or what was wrong with the answer. */
export function shownOf({ look }: Case): string {
  if (!look) return 'never looked at';
  if (!('state' in look)) return look.problem;
  return look.state === 'FAILED' ? `FAILED, reason ${look.reason}` : look.state;
}

export const stateOf = ({ look }: Case) => (look && 'state' in look ? look.state : undefined);
export const reasonOf = ({ look }: Case) => (look && 'state' in look ? look.reason : undefined);

/** Fewer than three of many, in words. */
export function countOf(n: number, all: number, what: string): string {
  return all === 1 ? `the ${what}` : `${n} of ${all} ${what}s`;
}

/** The failure when the contract is not kept at all: a POST refused, a GET that shows no transfer. */
export function contractFailure(
  did: string,
  cases: readonly Case[],
  evidence: readonly Evidence[] = [],
): Judgement | undefined {
  const refused = cases.filter(({ posting }) => posting.status !== 202 || posting.id === undefined);
  if (refused[0])
    return fail(
      {
        did,
        expected: 'each POST /transfers to answer 202 with {id, state}',
        observed: `${countOf(refused.length, cases.length, 'POST')} did not: ${refused[0].posting.told}`,
        look: [CONTRACT],
      },
      evidence,
    );
  const strange = cases.filter(({ look }) => look && 'problem' in look);
  if (strange[0])
    return fail(
      {
        did,
        expected: 'GET /transfers/{id} to answer 200 with {id, from, to, amount, state, reason}',
        observed: `for ${nameOf(strange[0])} it gave ${shownOf(strange[0])}`,
        look: [CONTRACT],
      },
      evidence,
    );
  return undefined;
}

/** The failure when transfers are still PENDING. */
export function pendingFailure(
  { did, within, look, hint }: Pick<Failure, 'did' | 'look' | 'hint'> & { readonly within: string },
  cases: readonly Case[],
  evidence: readonly Evidence[] = [],
): Judgement | undefined {
  const pending = cases.filter((one) => !hasEnded(one));
  if (!pending[0]) return undefined;
  const observed = `${countOf(pending.length, cases.length, 'transfer')} still PENDING, first ${nameOf(pending[0])}`;
  const expected = `every transfer to be COMPLETED or FAILED within ${within}`;
  return fail({ did, expected, observed, look, hint }, evidence);
}

const SOUND =
  'one applied credit and one captured hold for each COMPLETED transfer, neither for a FAILED one, and not a cent made or lost';

/** The failure when the banks' books do not agree with what the transfers say. */
export function booksFailure(
  { did, look, hint }: Pick<Failure, 'did' | 'look' | 'hint'>,
  cases: readonly Case[],
  books: Books,
  evidence: readonly Evidence[] = [],
): Judgement | undefined {
  const leaks = leaksOf(cases, books);
  // Between a credit and its capture the money is there twice, and rightly so: as long as something is under way, no total is wrong.
  const total = cases.every(hasEnded) ? totalTold(books) : '';
  if (leaks.length === 0 && total === '') return undefined;
  const more = leaks.length > 1 ? `; and ${leaks.length - 1} more` : '';
  const observed = `${total}${leaks[0]?.told ?? 'and no transfer explains it'}${more}`;
  return fail({ did, expected: SOUND, observed, look, hint }, evidence);
}
