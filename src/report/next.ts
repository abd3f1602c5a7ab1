import type { Verdict } from '../grading/verdict.ts';
import type { Style } from './style.ts';

/** A step of the lab and whether it has ever passed. */
export interface StepSoFar {
  readonly number: number;
  readonly title: string;
  readonly passed: boolean;
}

/** What a person does after this verdict; empty where the verdict's own text has said it. Pure. */
export function nextLines(verdict: Verdict, steps: readonly StepSoFar[], style: Style): string[] {
  switch (verdict.outcome) {
    case 'failed': {
      const failed = verdict.steps.find(({ status }) => status === 'failed');
      return [
        `Next: change your program, then ${style.bold(again(verdict, steps))}`,
        style.dim(`If you are stuck: archlab hint${failed === undefined ? '' : ` ${failed.number}`}`),
      ];
    }
    case 'passed':
      return afterPass(verdict, steps, style);
    case 'interrupted':
      return [`Next: ${style.bold(again(verdict, steps))}`];
    default:
      return [];
  }
}

/** A run of all steps is repeated as such. */
function again(verdict: Verdict, steps: readonly StepSoFar[]): string {
  const [only] = verdict.steps;
  const single = verdict.steps.length === 1 && only !== undefined && steps.length > 1;
  return single ? `archlab verify --step ${only.number}` : 'archlab verify';
}

function afterPass(verdict: Verdict, steps: readonly StepSoFar[], style: Style): string[] {
  if (verdict.steps.length === steps.length) {
    return [
      `Next: ${style.bold('archlab solution')} to compare with the reference; ${style.bold('archlab stop')} to end the servers`,
      style.dim('Other labs: archlab list'),
    ];
  }
  const open = steps.find(({ passed }) => !passed);
  if (open === undefined) return [`Next: ${style.bold('archlab verify')}, to see all steps pass in one run`];
  return [`Next: step ${open.number}, ${open.title}: ${style.bold(`archlab verify --step ${open.number}`)}`];
}
