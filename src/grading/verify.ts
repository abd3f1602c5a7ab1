import { setMaxListeners } from 'node:events';
import { messageOf } from '../errors/error.ts';
import { now } from '../host/clock.ts';
import type { Failure, Solution } from '../solution/types.ts';
import type { Stack } from '../stack/types.ts';
import { StepArena } from './arena.ts';
import { fromError, runCheck } from './run-check.ts';
import type { Selection } from './select.ts';
import type { Lab } from './types.ts';
import type { CheckVerdict, RunEvent, Status, Verdict } from './verdict.ts';
import { foldVerdict } from './verdict-fold.ts';
import { type WatchedStack, watchStack } from './watch-stack.ts';

export interface VerifyOptions {
  readonly lab: Lab;
  readonly stack: Stack;
  readonly solution: Solution;
  readonly seed: number;
  /** archlab's version, kept in the verdict. */
  readonly version: string;
  /** What to run; see `select`. */
  readonly selection: readonly Selection[];
  /** Go on after a step or check that did not pass. */
  readonly all: boolean;
  readonly signal: AbortSignal;
  emit(event: RunEvent): void;
}

/**
 * Grades a solution on a running stack: builds it once, then runs the selected steps in order, each with data, proxies and
 * instances of its own. Never rejects for what the solution does; an abort ends it with an `interrupted` verdict after tearing
 * down what it started.
 */
export async function verify(options: VerifyOptions): Promise<Verdict> {
  const started = now();
  // A stage starts many things at a time; eleven listeners are no leak.
  setMaxListeners(0, options.signal);
  const events: RunEvent[] = [];
  const emit = (event: RunEvent) => {
    events.push(event);
    options.emit(event);
  };
  emit(runStarted(options));
  await grade(options, emit);
  emit({ type: 'run-finished', durationMs: Math.round(now() - started), interrupted: options.signal.aborted });
  return foldVerdict(events);
}

type Emit = (event: RunEvent) => void;

async function grade(options: VerifyOptions, emit: Emit): Promise<void> {
  const failure = await buildSolution(options);
  for (const selected of options.selection) {
    if (options.signal.aborted) return;
    const status = failure ? blame(selected, failure, emit) : await runStep(options, selected, emit);
    if (status !== 'passed' && !options.all) return;
  }
}

async function buildSolution({ solution, signal }: VerifyOptions): Promise<Failure | undefined> {
  try {
    return await solution.build(signal);
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

/** A program that cannot be built fails the first check of each step that would have run. */
function blame({ number, checks }: Selection, failure: Failure, emit: Emit): Status {
  const [first] = checks;
  if (!first) return 'failed';
  emit({ type: 'step-started', step: number });
  emit({ type: 'check-started', step: number, check: first.id });
  emit({ type: 'check-finished', step: number, verdict: { ...blank(first), status: 'failed', failure } });
  emit({ type: 'step-finished', step: number, durationMs: 0 });
  return 'failed';
}

async function runStep(options: VerifyOptions, { number, step, checks }: Selection, emit: Emit): Promise<Status> {
  const started = now();
  const { lab, solution, seed, signal } = options;
  const { stack, lost, settle } = watchStack(options.stack);
  const note = (text: string) => emit({ type: 'note', step: number, text });
  const arena = new StepArena({ stack, solution, contract: lab.contract, seed, step: step.id, signal, note });
  emit({ type: 'step-started', step: number });
  let status: Status = 'passed';
  const finish = async (found: CheckVerdict) => {
    const verdict = await excused(found, lost);
    if (verdict.status !== 'passed' && status === 'passed') status = verdict.status;
    emit({ type: 'check-finished', step: number, verdict });
  };
  const [first] = checks;
  try {
    if (first) emit({ type: 'check-started', step: number, check: first.id });
    const stage: unknown = await step.stage(arena.for('stage', signal));
    for (const check of checks) {
      if (signal.aborted) break;
      if (check !== first) emit({ type: 'check-started', step: number, check: check.id });
      const { verdict, stuck } = await runCheck(check, stage, (bound) => arena.for(check.id, bound), signal);
      await finish(verdict);
      if (stuck || (verdict.status !== 'passed' && !options.all)) break;
    }
  } catch (error) {
    if (first) await finish({ ...blank(first), ...fromError(error, signal) });
  } finally {
    // A clean-up that fails must not take the verdict with it.
    const failed = (error: unknown) => note(`a clean-up failed: ${messageOf(error)}`);
    await arena[Symbol.asyncDispose]().catch(failed);
    await settle().catch(failed);
    emit({ type: 'step-finished', step: number, durationMs: Math.round(now() - started) });
  }
  return status;
}

/** Nobody is blamed for what was seen of a stack that had lost a server by itself: killed for want of memory, say. */
async function excused(verdict: CheckVerdict, lost: WatchedStack['lost']): Promise<CheckVerdict> {
  if (verdict.status !== 'failed' && verdict.status !== 'errored') return verdict;
  const names = await lost();
  if (names.length === 0) return verdict;
  const { failure: _failure, stack: _stack, ...rest } = verdict;
  const reason = `A server of the infrastructure has stopped meanwhile, and not by this check: ${names.join(', ')}. What was seen then says nothing about your solution; run it again.`;
  return { ...rest, status: 'inconclusive', reason };
}

function blank(check: { readonly id: string; readonly title: string }) {
  return { id: check.id, title: check.title, durationMs: 0, exposed: {}, evidence: [] };
}

function runStarted({ lab, stack, solution, seed, version, selection }: VerifyOptions): RunEvent {
  return {
    type: 'run-started',
    at: new Date().toISOString(),
    archlab: version,
    lab: lab.id,
    language: solution.language,
    engine: stack.engine,
    seed,
    steps: selection.map(({ number, step, checks }) => ({
      number,
      id: step.id,
      title: step.title,
      checks: checks.map(({ id, title }) => ({ id, title })),
    })),
  };
}
