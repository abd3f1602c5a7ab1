/** A finding against the learner's work: what the grader did, what it expected, what it saw, where to look. */
export interface Failure {
  readonly did: string;
  readonly expected: string;
  readonly observed: string;
  readonly look: readonly [string, ...string[]];
  /** What follows from what was seen, nearer to the cause than `look`; only `archlab hint` tells it. */
  readonly hint?: string | undefined;
}

/** A shell line, or an argument vector that needs no shell. */
export type CommandLine = string | readonly string[];

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface LaunchRequest {
  /** Name of this instance, e.g. `a`; goes to the process as INSTANCE and names its log file. */
  readonly instance: string;
  /** Role of a solution with several, e.g. `gateway`; goes to the process as ROLE. */
  readonly role?: string;
  /** Environment beyond PORT, INSTANCE, ROLE: the addresses of the infrastructure. */
  readonly env: Readonly<Record<string, string>>;
  /** Path that answers 2xx when the instance is ready. */
  readonly health: string;
  /** How long it may take to become ready; default 10 000. */
  readonly readyMs?: number;
}

/** One running instance of the learner's program, in a process group of its own. Disposal kills the whole group. */
export interface SolutionProcess extends AsyncDisposable {
  readonly instance: string;
  readonly port: number;
  readonly pid: number;
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** Resolves when the program has ended, for whatever reason. */
  readonly exited: Promise<Exit>;
  /** undefined while it runs. */
  readonly exit: Exit | undefined;
  /** Signals the whole process group and waits for the end; default SIGKILL. After `graceMs` (2000) SIGTERM becomes SIGKILL. */
  kill(signal?: 'SIGKILL' | 'SIGTERM', graceMs?: number): Promise<Exit>;
  /** SIGSTOP / SIGCONT to the whole group. */
  pause(): void;
  resume(): void;
  /** Starts the same request again on the same port and waits until ready. */
  restart(): Promise<Launch>;
  /** The last `count` lines of stdout and stderr together. */
  lastLines(count: number): readonly string[];
  /** Calls back for every line it prints from now on, also after a restart; returns the way to stop. */
  onLine(listener: LineListener): () => void;
}

/** `at` is `now()` when the line arrived. Lines are cut at 2000 characters. */
export type LineListener = (line: string, at: number) => void;

/** Starting the learner's program is an experiment too: it ends with a process or with a finding. */
export type Launch =
  | { readonly ok: true; readonly process: SolutionProcess }
  | { readonly ok: false; readonly failure: Failure };

/** The learner's program: built once per verify, launched often. */
export interface Solution {
  readonly language: string;
  /** Runs `build`; undefined when it succeeded or there is none. */
  build(signal: AbortSignal): Promise<Failure | undefined>;
  launch(request: LaunchRequest, signal: AbortSignal): Promise<Launch>;
}
