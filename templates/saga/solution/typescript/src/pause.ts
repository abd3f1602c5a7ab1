import { setTimeout as sleep } from 'node:timers/promises';

/** Waits a little before the next attempt, longer after each that failed, and never longer than the contract allows. */
export function pause(attempt: number): Promise<void> {
  return sleep(Math.min(50 * 2 ** attempt, 400));
}
