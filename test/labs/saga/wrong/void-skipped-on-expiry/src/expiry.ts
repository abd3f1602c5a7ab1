import type { Next, Saga } from './steps.ts';

export function overdue(saga: Saga): Next | undefined {
  if (Date.now() < saga.expiresAt) return undefined;
  if (saga.step === 'hold' || saga.step === 'screening' || saga.step === 'credit')
    return { step: 'release', reason: 'expired' };
  return undefined;
}
