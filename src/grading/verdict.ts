import type { EngineKind } from '../stack/types.ts';
import type { Evidence, Exposed, Failure } from './types.ts';

/** The one result of a verify run; every report is a function of it. Published as docs/verdict.schema.json. */
export interface Verdict {
  readonly schema: 'archlab.verdict/1';
  readonly archlab: string;
  readonly lab: string;
  readonly language: string;
  readonly engine: EngineKind;
  readonly seed: number;
  readonly outcome: Outcome;
  readonly steps: readonly StepVerdict[];
  readonly startedAt: string;
  readonly durationMs: number;
}

/** `errored` is our bug; `interrupted` a Ctrl-C; both never blame the learner. `not-run` never stands for a whole run. */
export type Outcome = 'passed' | 'failed' | 'inconclusive' | 'errored' | 'interrupted';
export type Status = Outcome | 'not-run';

export interface StepVerdict {
  readonly number: number;
  readonly id: string;
  readonly title: string;
  readonly status: Status;
  readonly durationMs: number;
  readonly checks: readonly CheckVerdict[];
}

export interface CheckVerdict {
  readonly id: string;
  readonly title: string;
  readonly status: Status;
  readonly durationMs: number;
  readonly exposed: Exposed;
  readonly evidence: readonly Evidence[];
  /** With `failed`. */
  readonly failure?: Failure;
  /** With `inconclusive`, `errored`, `interrupted`: a sentence. */
  readonly reason?: string;
  /** With `errored`: the stack, for the report to us. */
  readonly stack?: string;
}

/** What happens during a run, in order; the verdict is folded from these, so an interrupted run reports truthfully. */
export type RunEvent =
  | {
      readonly type: 'run-started';
      readonly at: string;
      readonly archlab: string;
      readonly lab: string;
      readonly language: string;
      readonly engine: EngineKind;
      readonly seed: number;
      readonly steps: readonly {
        readonly number: number;
        readonly id: string;
        readonly title: string;
        readonly checks: readonly { readonly id: string; readonly title: string }[];
      }[];
    }
  | { readonly type: 'step-started'; readonly step: number }
  | { readonly type: 'check-started'; readonly step: number; readonly check: string }
  | { readonly type: 'note'; readonly step: number; readonly text: string }
  | { readonly type: 'check-finished'; readonly step: number; readonly verdict: CheckVerdict }
  | { readonly type: 'step-finished'; readonly step: number; readonly durationMs: number }
  | { readonly type: 'run-finished'; readonly durationMs: number; readonly interrupted: boolean };

/** Whether a step or a check has something to tell: it ran, and did not pass. */
export function isTrouble({ status }: { readonly status: Status }): boolean {
  return status !== 'passed' && status !== 'not-run';
}
