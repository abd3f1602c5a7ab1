import type { Evidence, Exposed, Failure, Judgement } from './types.ts';

/** The claim holds; `exposed` says on how much traffic, and is held against the check's minimum. */
export function pass(exposed: Exposed, evidence: readonly Evidence[] = []): Judgement {
  return { verdict: 'pass', exposed, evidence };
}

/** The solution is wrong. Say what was done, what was expected, what was observed at protocol level, and where to look. */
export function fail(failure: Failure, evidence: readonly Evidence[] = [], exposed: Exposed = {}): Judgement {
  return { verdict: 'fail', failure, evidence, exposed };
}

/** The harness or the machine is to blame, or the fault met too little traffic to mean anything. */
export function inconclusive(reason: string): Judgement {
  return { verdict: 'inconclusive', reason };
}
