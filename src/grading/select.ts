import { ArchlabError } from '../errors/error.ts';
import type { Check, Lab, Step } from './types.ts';

// biome-ignore lint/suspicious/noExplicitAny: each step has its own Stage
type AnyStep = Step<any>;
// biome-ignore lint/suspicious/noExplicitAny: each check has its own Seen
type AnyCheck = Check<any, any>;

/** A step to run, and which of its checks. */
export interface Selection {
  /** 1-based. */
  readonly number: number;
  readonly step: AnyStep;
  readonly checks: readonly AnyCheck[];
}

/**
 * What `--step` means: nothing (all steps), a step's number or id, or a check's id. A check brings the ones before it in its
 * step along, since they may have prepared the ground for it.
 * @throws ArchlabError USAGE_UNKNOWN_STEP naming what there is
 */
export function select(lab: Lab, wanted?: string): readonly Selection[] {
  const all = lab.steps.map((step, index) => ({ number: index + 1, step, checks: step.checks }));
  if (wanted === undefined) return all;
  const byStep = all.filter(({ number, step }) => String(number) === wanted || step.id === wanted);
  if (byStep.length > 0) return byStep;
  const byCheck = all.flatMap(({ number, step, checks }) => {
    const index = checks.findIndex((check) => check.id === wanted);
    return index >= 0 ? [{ number, step, checks: checks.slice(0, index + 1) }] : [];
  });
  if (byCheck.length > 0) return byCheck;
  const steps = all.map(({ number, step }) => `${number} (${step.id})`).join(', ');
  throw new ArchlabError('USAGE_UNKNOWN_STEP', `${lab.id} has no step or check "${wanted}". Its steps: ${steps}.`, {
    fix: `Give a number from 1 to ${all.length}, a step's name, or a check such as ${all[0]?.checks[0]?.id ?? '1a'}.`,
  });
}
