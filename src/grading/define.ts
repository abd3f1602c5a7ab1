import type { Check, Lab, Step } from './types.ts';

// Identity functions: they only give the compiler the types to infer, so that a lab file needs no annotations.

export function defineLab(lab: Lab): Lab {
  return lab;
}

export function defineStep<Stage>(step: Step<Stage>): Step<Stage> {
  return step;
}

export function defineCheck<Stage, Seen>(check: Check<Stage, Seen>): Check<Stage, Seen> {
  return check;
}
