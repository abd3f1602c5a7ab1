import type { Books, Entry } from './banks.ts';
import type { Case } from './rig.ts';
import { money, signed } from './transfer.ts';

/** What is wrong with a transfer at the end, when nothing is under way any more. */
export interface Leak {
  readonly amount: number;
  /** `the transfer of 30.01 (t-6) is FAILED and has an applied credit and a released hold: …` */
  readonly told: string;
}

/** Money that was made (positive) or lost: available and held, minus what the accounts were given. */
export function surplus({ accounts, holds }: Books): number {
  const available = accounts.reduce((sum, account) => sum + account.available - account.given, 0);
  return holds.filter(({ state }) => state === 'active').reduce((sum, { amount }) => sum + amount, available);
}

/**
 * COMPLETED means one applied credit and one captured hold, FAILED means neither, and nobody holds money for ever. Transfers that have not
 * ended are not judged here. Pure.
 */
export function leaksOf(cases: readonly Case[], books: Books): Leak[] {
  const leaks = cases.flatMap((one): Leak[] => {
    const told = leakOf(one, books);
    return told === undefined ? [] : [{ amount: one.transfer.amount, told }];
  });
  const negative = books.accounts.find(({ available }) => available < 0);
  if (negative) leaks.push({ amount: 0, told: `account ${negative.id} has ${money(negative.available)}` });
  return leaks;
}

function leakOf({ transfer, posting, look }: Case, books: Books): string | undefined {
  if (!look || !('state' in look) || look.state === 'PENDING') return undefined;
  const mine = ({ amount, account }: Entry) =>
    amount === transfer.amount && (account === transfer.from || account === transfer.to);
  const holds = books.holds.filter(mine);
  const credits = books.credits.filter(mine);
  const count = (state: string) => holds.filter((hold) => hold.state === state).length;
  const [active, captured] = [count('active'), count('captured')];
  const misplaced = [
    ...holds.filter(({ account }) => account !== transfer.from),
    ...credits.filter(({ account }) => account !== transfer.to),
  ];
  const right =
    look.state === 'COMPLETED' ? captured === 1 && credits.length === 1 : captured === 0 && credits.length === 0;
  if (right && active === 0 && misplaced.length === 0) return undefined;
  const has = [some(credits.length, 'applied credit'), holdsTold(active, captured, count('released'))].join(' and ');
  const name = `the transfer of ${money(transfer.amount)} (${posting.id})`;
  return `${name} is ${look.state} and has ${has}: ${meaning(look.state, { active, captured, credits: credits.length })}`;
}

function holdsTold(active: number, captured: number, released: number): string {
  const parts = [
    ...(active > 0 ? [some(active, 'active hold')] : []),
    ...(captured > 0 ? [some(captured, 'captured hold')] : []),
    ...(released > 0 && active + captured === 0 ? [some(released, 'released hold')] : []),
  ];
  return parts.length === 0 ? 'no hold' : parts.join(' and ');
}

const some = (n: number, what: string) => {
  if (n === 1) return `${/^[aeiou]/.test(what) ? 'an' : 'a'} ${what}`;
  return n === 0 ? `no ${what}` : `${n} ${what}s`;
};

function meaning(
  state: string,
  { active, captured, credits }: Record<'active' | 'captured' | 'credits', number>,
): string {
  if (credits > 1) return 'the receiver was paid more than once';
  if (captured > 1) return 'the sender paid more than once';
  if (credits === 1 && captured === 0 && active === 0)
    return "the receiver's bank paid, and the sender's bank gave the money back";
  if (active > 0 && credits === 0) return 'money that is locked for ever';
  if (active > 0) return 'the receiver was paid, and the sender still has a hold that nobody ends';
  if (captured === 1 && credits === 0) return 'the sender has paid, and the receiver got nothing';
  if (state === 'FAILED') return 'the money has moved, and the client was told that it has not';
  return 'no money has moved, and the client was told that it has';
}

/** `total +30.01: ` in front of a leak, when money was made or lost. */
export function totalTold(books: Books): string {
  const total = surplus(books);
  return total === 0 ? '' : `total ${signed(total)}: `;
}
