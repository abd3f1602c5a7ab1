import { unexpected } from '../refusal.ts';
import type { Step } from '../steps.ts';

/** Finds out whether the credit has been applied. */
export const voidCredit: Step = async ({ id, to }, { bankOf }) => {
  const answer = await bankOf(to).getCredit(id);
  if (answer.unknown) return undefined;
  if (answer.status === 404 || answer.body.state === 'voided') return { step: 'release' };
  if (answer.body.state === 'applied') return { step: 'capture' };
  throw unexpected('void', id, answer);
};
