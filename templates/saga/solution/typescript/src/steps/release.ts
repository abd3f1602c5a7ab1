import { unexpected } from '../refusal.ts';
import type { Step } from '../steps.ts';

/** Gives the money back, whether or not it was ever set aside: a hold that arrives later will be refused. */
export const release: Step = async ({ id, from }, { bankOf }) => {
  const answer = await bankOf(from).releaseHold(id);
  if (answer.unknown) return undefined;
  if (answer.status === 200) return { step: 'failed' };
  throw unexpected('release', id, answer);
};
