import type { Step } from '../steps.ts';

/** Gives the money back. */
export const release: Step = async ({ id, from }, { bankOf }) => {
  const answer = await bankOf(from).releaseHold(id);
  return answer.unknown ? undefined : { step: 'failed' };
};
