/** labs.yaml as data: enough for `list` and `info` without loading any lab's code. */
export interface Catalogue {
  readonly chapters: readonly Chapter[];
}

export interface Chapter {
  readonly number: number;
  readonly id: string;
  readonly title: string;
  /** The example platform that the chapter's labs play on. */
  readonly platform: string;
  readonly topics: readonly string[];
  readonly labs: readonly LabEntry[];
  /** Labs that are specified but not built: shown, never startable. */
  readonly coming: readonly { readonly id: string; readonly title: string }[];
}

export interface LabEntry {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly level: 'beginner' | 'intermediate' | 'advanced';
  /** Minutes a learner needs, from and to. */
  readonly minutes: readonly [number, number];
  readonly languages: readonly string[];
  /** Image repositories of its compose file. */
  readonly servers: readonly string[];
  /**
   * Memory that servers, solution and grader use together, in MB: the highest sum of their proportional set sizes (Pss in
   * /proc/<pid>/smaps_rollup, every 0.4 s) during `archlab demo <lab> --engine local`, plus a tenth, rounded up to the next 50.
   */
  readonly memoryMb: number;
  /** What a learner can do afterwards. */
  readonly goals: readonly string[];
  readonly steps: readonly { readonly id: string; readonly title: string }[];
}
