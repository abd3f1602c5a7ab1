import { refusal } from '../refusal.ts';
import type { Step } from '../steps.ts';

const PATIENCE = 6;
const refusals = new Map<string, number>();

/** Sets the money aside at the sender's bank. Compensated by `release`. */
export const hold: Step = async (saga, { bankOf }) => {
  const { id, from, amount } = saga;
  const answer = await bankOf(from).putHold(id, { account: from, amount, transferId: id });
  if (answer.unknown) return undefined;
  if (answer.status === 200 || answer.status === 201) return { step: 'screening' };
  refusals.set(id, (refusals.get(id) ?? 0) + 1);
  if (Number(refusals.get(id)) < PATIENCE) return undefined;
  // This attempt is refused, but an earlier one may still be on its way and find the account in a better state.
  return { step: 'release', reason: refusal(answer) };
};
