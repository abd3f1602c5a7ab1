import { unexpected } from '../refusal.ts';
import type { Step } from '../steps.ts';

/** Asks whether the transfer may go on. Has no effect, so there is nothing to compensate. */
export const screening: Step = async ({ id, from, to, amount }, services) => {
  const answer = await services.screening.screen({ transferId: id, from, to, amount });
  if (answer.unknown) return undefined;
  if (answer.body.decision === 'approve') return { step: 'capture' };
  if (answer.body.decision === 'reject') return { step: 'release', reason: 'screening_rejected' };
  throw unexpected('screening', id, answer);
};
