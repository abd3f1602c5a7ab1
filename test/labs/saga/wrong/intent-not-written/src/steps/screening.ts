import { unexpected } from '../refusal.ts';
import type { Step } from '../steps.ts';
import { credit } from './credit.ts';

/** Asks whether the transfer may go on and, if so, pays at once. */
export const screening: Step = async (saga, services) => {
  const { id, from, to, amount } = saga;
  const answer = await services.screening.screen({ transferId: id, from, to, amount });
  if (answer.unknown) return undefined;
  if (answer.body.decision === 'approve') return credit(saga, services);
  if (answer.body.decision === 'reject') return { step: 'release', reason: 'screening_rejected' };
  throw unexpected('screening', id, answer);
};
