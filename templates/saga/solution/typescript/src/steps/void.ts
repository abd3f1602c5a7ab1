import { unexpected } from '../refusal.ts';
import type { Step } from '../steps.ts';

/** Settles a credit that may or may not have been applied: either it never will be, or we hear that it was. */
export const voidCredit: Step = async ({ id, to }, { bankOf }) => {
  const answer = await bankOf(to).voidCredit(id);
  if (answer.unknown) return undefined;
  if (answer.status === 200) return { step: 'release' };
  if (answer.code === 'applied') return { step: 'capture' };
  throw unexpected('void', id, answer);
};
