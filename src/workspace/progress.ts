import { join } from 'node:path';
import { ArchlabError } from '../errors/error.ts';
import type { Verdict } from '../grading/verdict.ts';
import { readTextIfAny, writeAtomically } from '../host/files.ts';
import type { Host } from '../host/host.ts';

/** How far the learner has come, over all workspaces: `$XDG_STATE_HOME/archlab/progress.json`. */
export interface LearnerProgress {
  readonly schema: 2;
  /** By lab id, then by the step's stable id. Records of labs and steps that are not known here are kept. */
  readonly labs: Readonly<Record<string, Readonly<Record<string, StepProgress>>>>;
}

export interface StepProgress {
  /** When it was first run: as a run ends at the first failure, the learner has been at this step since. */
  readonly triedAt?: string;
  /** When it first passed. */
  readonly passedAt?: string;
  /** How often it passed or failed, up to that first pass. */
  readonly runs?: number;
  /** How many hints were given. */
  readonly hints?: number;
}

const NOTHING: LearnerProgress = { schema: 2, labs: {} };

/** One step up per entry; a file is lifted through all of them when it is read. Entries are never removed. */
const MIGRATIONS: Readonly<Record<number, (old: Record<string, unknown>) => Record<string, unknown>>> = {
  // 1 kept `{ passed: { lab: { step: time } } }` and no hints.
  1: ({ passed, ...rest }) => ({
    ...rest,
    schema: 2,
    labs: mapValues((passed ?? {}) as Record<string, Record<string, string>>, (steps) =>
      mapValues(steps, (passedAt) => ({ passedAt })),
    ),
  }),
};

export async function readProgress(host: Host): Promise<LearnerProgress> {
  const file = progressFile(host);
  const text = await readTextIfAny(file);
  return text === undefined ? NOTHING : parseProgress(text, file);
}

/** @throws ArchlabError MACHINE_FILES when it is damaged or of a newer archlab: it is never overwritten then */
export function parseProgress(text: string, file: string): LearnerProgress {
  let value: Record<string, unknown>;
  try {
    value = Object(JSON.parse(text));
  } catch (cause) {
    throw new ArchlabError('MACHINE_FILES', `${file} is damaged: it is not valid JSON.`, {
      cause,
      fix: 'Move it away or repair it; progress is counted anew without it.',
    });
  }
  for (;;) {
    const lift = MIGRATIONS[Number(value.schema)];
    if (lift === undefined) break;
    value = lift(value);
  }
  if (value.schema !== NOTHING.schema || typeof value.labs !== 'object' || value.labs === null) {
    throw new ArchlabError('MACHINE_FILES', `${file} was written by another archlab (schema ${value.schema}).`, {
      fix: 'Update archlab, or move the file away; progress is counted anew without it.',
    });
  }
  return value as unknown as LearnerProgress;
}

/** The progress with what a verdict says of its steps entered; what passed before stays as it is. Pure. */
export function withVerdict(progress: LearnerProgress, verdict: Verdict): LearnerProgress {
  const { startedAt } = verdict;
  return verdict.steps.reduce((sum, { id, status }) => {
    // A run that says nothing about the solution is no try.
    if (status !== 'passed' && status !== 'failed') return sum;
    if (sum.labs[verdict.lab]?.[id]?.passedAt !== undefined) return sum;
    return withStep(sum, verdict.lab, id, (old) => ({
      ...old,
      triedAt: old.triedAt ?? startedAt,
      runs: (old.runs ?? 0) + 1,
      ...(status === 'passed' ? { passedAt: startedAt } : {}),
    }));
  }, progress);
}

/** The progress with one more hint given for a step. Pure. */
export function withHint(progress: LearnerProgress, lab: string, step: string): LearnerProgress {
  return withStep(progress, lab, step, (old) => ({ ...old, hints: (old.hints ?? 0) + 1 }));
}

function withStep(
  progress: LearnerProgress,
  lab: string,
  step: string,
  change: (old: StepProgress) => StepProgress,
): LearnerProgress {
  const steps = progress.labs[lab] ?? {};
  return { ...progress, labs: { ...progress.labs, [lab]: { ...steps, [step]: change(steps[step] ?? {}) } } };
}

/** Reads, changes and writes under a lock: two workspaces may finish at the same moment. */
export async function updateProgress(
  host: Host,
  change: (old: LearnerProgress) => LearnerProgress,
): Promise<LearnerProgress> {
  const file = progressFile(host);
  // `archlab list` only reads: it shall not load what locks need.
  const { waitForLock } = await import('./lock.ts');
  await using _lock = await waitForLock(`${file}.lock`, host.pid, 'writing progress');
  const next = change(await readProgress(host));
  await writeAtomically(file, `${JSON.stringify(next, null, 2)}\n`);
  return next;
}

function progressFile(host: Host): string {
  return join(host.dirs.state, 'progress.json');
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
