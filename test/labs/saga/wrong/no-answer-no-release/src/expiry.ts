import type { Next, Saga } from './steps.ts';

/**
 * Turns a saga back when its time is up. From `credit` on nobody knows whether the money has been paid, so the credit
 * has to be voided first; the bank may answer that it is too late for that.
 */
export function overdue(saga: Saga): Next | undefined {
  if (Date.now() < saga.expiresAt) return undefined;
  if (saga.step === 'hold') return { step: 'failed', reason: 'expired' };
  if (saga.step === 'screening') return { step: 'release', reason: 'expired' };
  if (saga.step === 'credit') return { step: 'void', reason: 'expired' };
  return undefined;
}
