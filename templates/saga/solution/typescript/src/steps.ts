import type { Services } from './services.ts';
import { capture } from './steps/capture.ts';
import { credit } from './steps/credit.ts';
import { hold } from './steps/hold.ts';
import { release } from './steps/release.ts';
import { screening } from './steps/screening.ts';
import { voidCredit } from './steps/void.ts';
import type { Reason } from './transfers.ts';

/**
 *   hold ───> screening ───> credit ═══> capture ───> completed
 *     │           │            ││           ^
 *     │           │            v│           │ it has been paid
 *     │           │           void ─────────┘
 *     v           v            │
 *   release <──────────────────┘ ───> failed
 *
 * Credit is the pivot: once it is applied, there is only forward.
 */
export type StepName = 'hold' | 'screening' | 'credit' | 'capture' | 'void' | 'release' | 'completed' | 'failed';

/** A transfer on its way. */
export interface Saga {
  id: string;
  from: string;
  to: string;
  amount: number;
  expiresInMs: number;
  expiresAt: number;
  step: StepName;
  reason: Reason | null;
  version: number;
}

/** Where to go from here; with a reason when it is the way back. */
export interface Next {
  step: StepName;
  reason?: Reason | null;
}

/** Makes one attempt. `undefined` means that nobody knows what became of it: ask again. */
export type Step = (saga: Saga, services: Services) => Promise<Next | undefined>;

export const STEPS: Partial<Record<StepName, Step>> = { hold, screening, credit, capture, void: voidCredit, release };

export function isFinal(step: StepName): boolean {
  return step === 'completed' || step === 'failed';
}
