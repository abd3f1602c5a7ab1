import { randomInt } from 'node:crypto';
import { EXIT, type ExitCode } from '../../errors/codes.ts';
import { select } from '../../grading/select.ts';
import type { Lab } from '../../grading/types.ts';
import type { Outcome, Verdict } from '../../grading/verdict.ts';
import { verify } from '../../grading/verify.ts';
import { openLiveView } from '../../report/live.ts';
import { openSolution } from '../../solution/solution.ts';
import type { Stack } from '../../stack/types.ts';
import type { Workspace } from '../../workspace/open.ts';
import { endStrays, MARK } from '../../workspace/strays.ts';
import type { App } from '../command.ts';

interface GradeRequest {
  readonly workspace: Workspace;
  readonly lab: Lab;
  readonly stack: Stack;
  readonly step?: string | undefined;
  /** Begin with the step of this id, and leave out those before it. */
  readonly from?: string | undefined;
  readonly all: boolean;
  readonly seed?: number | undefined;
}

/** One run of the grader, shown live. @throws ArchlabError USAGE_UNKNOWN_STEP */
export async function grade(app: App, request: GradeRequest): Promise<Verdict> {
  const { workspace, lab, stack } = request;
  const { manifest, paths, state } = workspace;
  const selected = select(lab, request.step);
  const first = selected.findIndex(({ step }) => step.id === request.from);
  const selection = selected.slice(Math.max(0, first));
  const host = { ...app.host, env: { ...app.host.env, [MARK]: state.id } };
  const solution = openSolution({ dir: paths.dir, manifest, logsDir: paths.logs, host });
  using view = await openLiveView(app.terminal);
  try {
    return await verify({
      lab,
      stack,
      solution,
      // Short enough to type, which is what replaying a failure needs.
      seed: request.seed ?? randomInt(1, 100_000),
      version: app.version,
      selection,
      all: request.all,
      signal: app.signal,
      emit: (event) => view.handle(event),
    });
  } finally {
    // What ran away from its process group is still the solution's.
    await endStrays(app.host, state.id);
  }
}

const EXITS: Readonly<Record<Outcome, ExitCode>> = {
  passed: EXIT.ok,
  failed: EXIT.failed,
  inconclusive: EXIT.inconclusive,
  errored: EXIT.bug,
  interrupted: EXIT.interrupted,
};

/** The exit code of one or several runs: our own faults first, then the learner's, then what could not be judged. */
export function exitOf(verdicts: readonly Verdict[]): ExitCode {
  const order: readonly Outcome[] = ['errored', 'interrupted', 'failed', 'inconclusive'];
  const worst = order.find((outcome) => verdicts.some((verdict) => verdict.outcome === outcome));
  return EXITS[worst ?? 'passed'];
}
