import { unexpected } from '../refusal.ts';
import type { Step } from '../steps.ts';

/** Takes the money that was set aside. The receiver has been paid, so this must succeed, however long it takes. */
export const capture: Step = async ({ id, from }, { bankOf }) => {
  const answer = await bankOf(from).captureHold(id);
  if (answer.unknown) return undefined;
  if (answer.status === 200) return { step: 'completed' };
  throw unexpected('capture', id, answer);
};
