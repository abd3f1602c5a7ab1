import type { Failure } from './types.ts';

/** Thrown by the arena when the solution itself makes a check impossible (does not start, does not come back): the check fails with this. */
export class SolutionFault extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.observed);
    this.name = 'SolutionFault';
    this.failure = failure;
  }
}
