import type { Saga } from './steps.ts';
import type { Transfer } from './transfers.ts';

/** A transfer as clients see it. It is PENDING until nothing can change any more, on either side. */
export function shown({ id, from, to, amount, step, reason }: Saga): Transfer {
  const state = step === 'completed' ? 'COMPLETED' : step === 'failed' ? 'FAILED' : 'PENDING';
  return { id, from, to, amount, state, reason: state === 'FAILED' ? reason : null };
}
