import { select } from '../../grading/select.ts';
import type { Lab } from '../../grading/types.ts';
import type { Verdict } from '../../grading/verdict.ts';
import type { LearnerProgress } from '../../workspace/progress.ts';

// biome-ignore lint/suspicious/noExplicitAny: each step has its own Stage
type AnyStep = Lab['steps'][number] & { stage: any };

/**
 * The step a learner is at: the one named, else the first that did not pass in the last run, else the first that never passed.
 * undefined when all have passed.
 * @throws ArchlabError USAGE_UNKNOWN_STEP
 */
export function stepAt(
  lab: Lab,
  wanted: string | undefined,
  verdict: Verdict | undefined,
  progress: LearnerProgress,
): { readonly number: number; readonly step: AnyStep } | undefined {
  if (wanted !== undefined) return select(lab, wanted)[0];
  const failed = verdict?.lab === lab.id ? verdict.steps.find(({ status }) => status === 'failed') : undefined;
  const passed = progress.labs[lab.id] ?? {};
  const id = failed?.id ?? lab.steps.find((step) => passed[step.id]?.passedAt === undefined)?.id;
  return id === undefined ? undefined : select(lab, id)[0];
}
