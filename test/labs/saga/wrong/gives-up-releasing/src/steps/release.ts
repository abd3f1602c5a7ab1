import { unexpected } from '../refusal.ts';
import type { Step } from '../steps.ts';

const PATIENCE = 3;
const attempts = new Map<string, number>();

/** Gives the money back, whether or not it was ever set aside: a hold that arrives later will be refused. */
export const release: Step = async ({ id, from }, { bankOf }) => {
  const answer = await bankOf(from).releaseHold(id);
  attempts.set(id, (attempts.get(id) ?? 0) + 1);
  if (answer.unknown) return Number(attempts.get(id)) < PATIENCE ? undefined : { step: 'failed' };
  if (answer.status === 200) return { step: 'failed' };
  throw unexpected('release', id, answer);
};
