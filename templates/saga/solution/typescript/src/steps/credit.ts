import { refusal } from '../refusal.ts';
import type { Step } from '../steps.ts';

/** Pays the receiver: the pivot. Before it everything can be undone, after it nothing can. */
export const credit: Step = async (saga, { bankOf }) => {
  const { id, to, amount } = saga;
  const answer = await bankOf(to).putCredit(id, { account: to, amount, transferId: id });
  if (answer.unknown) return undefined;
  if (answer.status === 200 || answer.status === 201) return { step: 'capture' };
  // As with the hold: an earlier attempt may still arrive, so make sure that it will be refused too.
  return { step: 'void', reason: refusal(answer) };
};
