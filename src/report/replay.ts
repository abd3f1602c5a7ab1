import type { Verdict } from '../grading/verdict.ts';

/** The command that runs one check of this verdict again with the same random numbers. */
export function replayCommand(verdict: Pick<Verdict, 'seed'>, step: string): string {
  return `archlab verify --step ${step} --seed ${verdict.seed}`;
}
