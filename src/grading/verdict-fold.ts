import type { CheckVerdict, Outcome, RunEvent, Status, StepVerdict, Verdict } from './verdict.ts';

/**
 * Folds the events of a run into its verdict; a pure function, so an interrupted run reports truthfully what it had found.
 * @throws Error when the events do not begin with `run-started`
 */
export function foldVerdict(events: readonly RunEvent[]): Verdict {
  const [started, ...rest] = events;
  if (started?.type !== 'run-started') throw new Error('a run begins with run-started');
  const finished = rest.find((event) => event.type === 'run-finished');
  const steps = started.steps.map((step) => foldStep(step, rest));
  const interrupted = finished === undefined || finished.interrupted;
  return {
    schema: 'archlab.verdict/1',
    archlab: started.archlab,
    lab: started.lab,
    language: started.language,
    engine: started.engine,
    seed: started.seed,
    outcome: outcomeOf(steps, interrupted),
    steps,
    startedAt: started.at,
    durationMs: finished?.durationMs ?? 0,
  };
}

type PlannedStep = Extract<RunEvent, { type: 'run-started' }>['steps'][number];

function foldStep(step: PlannedStep, events: readonly RunEvent[]): StepVerdict {
  const results = new Map<string, CheckVerdict>();
  let durationMs = 0;
  for (const event of events) {
    if (!('step' in event) || event.step !== step.number) continue;
    if (event.type === 'check-finished') results.set(event.verdict.id, event.verdict);
    if (event.type === 'step-finished') durationMs = event.durationMs;
  }
  const checks = step.checks.map((check) => results.get(check.id) ?? notRun(check));
  return { number: step.number, id: step.id, title: step.title, status: stepStatus(checks), durationMs, checks };
}

function notRun(check: { readonly id: string; readonly title: string }): CheckVerdict {
  return { id: check.id, title: check.title, status: 'not-run', durationMs: 0, exposed: {}, evidence: [] };
}

// Worst first: our own bug must never hide behind a learner's failure.
const SEVERITY: readonly Outcome[] = ['errored', 'interrupted', 'failed', 'inconclusive'];

function stepStatus(checks: readonly CheckVerdict[]): Status {
  const worst = SEVERITY.find((status) => checks.some((check) => check.status === status));
  if (worst) return worst;
  return checks.every((check) => check.status === 'passed') ? 'passed' : 'not-run';
}

function outcomeOf(steps: readonly StepVerdict[], interrupted: boolean): Outcome {
  const worst = SEVERITY.find((status) => steps.some((step) => step.status === status));
  if (worst === 'errored') return 'errored';
  if (interrupted) return 'interrupted';
  if (worst) return worst;
  return steps.every((step) => step.status === 'passed') ? 'passed' : 'interrupted';
}
