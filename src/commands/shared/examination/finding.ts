import type { EngineKind } from '../../../stack/types.ts';

/** `fair`: less than it could be, but a lab can be run all the same. */
export type State = 'good' | 'fair' | 'bad';

/** One thing looked at: a sentence, and one command that mends it. Every `check` is a row of docs/doctor.md. */
export interface Finding {
  readonly topic: 'machine' | 'docker' | 'lab';
  readonly check: string;
  readonly state: State;
  readonly says: string;
  readonly fix?: string;
}

/** Whether a lab can be run here, and what it takes. */
export interface LabFitness {
  readonly lab: string;
  readonly state: State;
  /** About what servers, solution and grader use together. */
  readonly memoryMb: number;
  /** What Docker lets the servers use at most; null where one of them has no limit. */
  readonly dockerLimitMb: number | null;
  readonly engines: readonly EngineFitness[];
  /** The packages of its starters, by language; once, for the package manager keeps them. */
  readonly starters: readonly Download[];
}

export interface EngineFitness {
  readonly engine: EngineKind;
  readonly state: State;
  /** What keeps it from running the lab, or makes it doubtful. */
  readonly findings: readonly Finding[];
  readonly downloads: readonly Download[];
}

/** What `start` has to download first. */
export interface Download {
  readonly what: string;
  /** About; null where nobody knows before it is done. */
  readonly mb: number | null;
}

export interface Examination {
  readonly findings: readonly Finding[];
  readonly labs: readonly LabFitness[];
}

/** The worst of them. */
export function worst(states: readonly State[]): State {
  return (['bad', 'fair'] as const).find((state) => states.includes(state)) ?? 'good';
}

/** `450 MB`, `2.5 GB`. */
export function size(mb: number): string {
  return mb < 1000 ? `${Math.round(mb)} MB` : `${(mb / 1024).toFixed(1)} GB`;
}
