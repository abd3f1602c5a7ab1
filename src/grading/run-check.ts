import { setMaxListeners } from 'node:events';
import { ArchlabError, messageOf } from '../errors/error.ts';
import { now } from '../host/clock.ts';
import { SolutionFault } from './fault.ts';
import type { Arena, Check, Exposed, Judgement } from './types.ts';
import type { CheckVerdict } from './verdict.ts';

const LIMIT_MS = 30_000;

/** The end of a check by its own time limit; `signal.reason` of the arena then. */
class CheckLimit extends Error {}

/** What a check came to, without the time it took. */
type Result = Omit<CheckVerdict, 'id' | 'title' | 'durationMs'>;

interface Finished {
  readonly verdict: CheckVerdict;
  /** The check ran into its limit and may still be at work: nothing else can be observed on this stage. */
  readonly stuck: boolean;
}

/** Observes, judges, and turns whatever happens into a verdict. Never rejects. `arenaFor` gives the arena bound to the check's signal. */
export async function runCheck<Stage, Seen>(
  check: Check<Stage, Seen>,
  stage: Stage,
  arenaFor: (signal: AbortSignal) => Arena,
  signal: AbortSignal,
): Promise<Finished> {
  const started = now();
  const limitMs = check.limitMs ?? LIMIT_MS;
  const limit = new AbortController();
  const both = AbortSignal.any([signal, limit.signal]);
  // A check waits for many things at a time; eleven of them are no leak.
  setMaxListeners(0, both);
  const timer = setTimeout(() => limit.abort(new CheckLimit()), limitMs);
  let result: Result;
  try {
    const observation = check.observe(arenaFor(both), stage);
    // When the limit comes first, the late end of the observation is nobody's business.
    observation.catch(() => undefined);
    const seen = await Promise.race([observation, rejectOn(both)]);
    result = fromJudgement(check.judge(seen), check.minimum);
  } catch (error) {
    result = limit.signal.aborted && !signal.aborted ? tooLong(limitMs) : fromError(error, signal);
  } finally {
    clearTimeout(timer);
  }
  return {
    verdict: { id: check.id, title: check.title, durationMs: Math.round(now() - started), ...result },
    stuck: limit.signal.aborted,
  };
}

/** Rejects when the signal fires; the way out of an observation that does not listen to it. */
function rejectOn(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function tooLong(limitMs: number): Result {
  const reason = `The check did not finish within ${limitMs / 1000} s. The machine may be too busy; run it again.`;
  return { status: 'inconclusive', exposed: {}, evidence: [], reason };
}

/** A judgement with its exposure held against the minimum: no vacuous passes. */
export function fromJudgement(judgement: Judgement, minimum: Exposed): Result {
  switch (judgement.verdict) {
    case 'inconclusive':
      return { status: 'inconclusive', exposed: {}, evidence: [], reason: judgement.reason };
    case 'fail':
      return {
        status: 'failed',
        exposed: judgement.exposed ?? {},
        evidence: judgement.evidence ?? [],
        failure: judgement.failure,
      };
    case 'pass': {
      const { exposed, evidence = [] } = judgement;
      const short = Object.entries(minimum).find(([name, least]) => (exposed[name] ?? 0) < least);
      if (!short) return { status: 'passed', exposed, evidence };
      const reason = `Too little was seen to judge: ${short[0]} ${exposed[short[0]] ?? 0}, at least ${short[1]} needed.`;
      return { status: 'inconclusive', exposed, evidence, reason };
    }
  }
}

/** What an error thrown in a stage or an observation means, and who is to blame. */
export function fromError(error: unknown, signal: AbortSignal): Result {
  const none = { exposed: {}, evidence: [] };
  if (signal.aborted) return { status: 'interrupted', ...none, reason: 'Interrupted.' };
  if (error instanceof SolutionFault) return { status: 'failed', ...none, failure: error.failure };
  if (error instanceof ArchlabError)
    return { status: 'inconclusive', ...none, reason: [error.message, ...error.details].join('\n') };
  const stack = error instanceof Error ? error.stack : undefined;
  return { status: 'errored', ...none, reason: messageOf(error), ...(stack === undefined ? {} : { stack }) };
}
