import type { HttpClient, Sql } from '../clients/types.ts';
import type { FaultProxy, HttpProxy, PgProxy } from '../faults/types.ts';
import type { Random } from '../host/random.ts';
import type { OtlpReceiver } from '../otlp/types.ts';
import type { Failure, SolutionProcess } from '../solution/types.ts';
import type { Endpoint, EngineKind, Service } from '../stack/types.ts';
import type { Evidence } from './evidence.ts';

export type { Failure } from '../solution/types.ts';
export type * from './evidence.ts';

/** How much of the fault or traffic a check has really seen, by name: `{ requests: 212, 'during the fault': 180 }`. */
export type Exposed = Readonly<Record<string, number>>;

/** A check's opinion. Only `fail` blames the learner; `inconclusive` blames the harness or the machine. */
export type Judgement =
  | { readonly verdict: 'pass'; readonly exposed: Exposed; readonly evidence?: readonly Evidence[] }
  | {
      readonly verdict: 'fail';
      readonly failure: Failure;
      readonly exposed?: Exposed;
      readonly evidence?: readonly Evidence[];
    }
  | { readonly verdict: 'inconclusive'; readonly reason: string };

/** One operation of the history, in the manner of Jepsen: a timeout is `unknown`, for it may have happened. */
export interface Op {
  readonly client: string;
  readonly name: string;
  readonly input: unknown;
  readonly outcome: 'ok' | 'failed' | 'unknown';
  readonly output?: unknown;
  /** `now()` at the call and at its end. */
  readonly startMs: number;
  readonly endMs: number;
}

export interface History {
  readonly ops: readonly Op[];
  add(op: Op): void;
}

export interface StartOptions {
  readonly instance: string;
  readonly role?: string;
  readonly env: Readonly<Record<string, string>>;
  readonly readyMs?: number;
}

/** What a lab may touch outside a check: the services and the truth in them. */
export interface Bench {
  readonly engine: EngineKind;
  readonly signal: AbortSignal;
  service(name: string): Service;
  /** Where a service behind a Compose profile answers if the learner has started it; undefined where the engine cannot run it. */
  onlyForLooking(name: string, containerPort: number): Endpoint | undefined;
  /** A connection to a PostgreSQL service past the proxies; `database` defaults to the one of the Compose file. Closed with the bench. */
  sql(service: string, database?: string): Promise<Sql>;
}

/** All that a check may touch. What it starts here is disposed of when its step ends. */
export interface Arena extends Bench {
  readonly seed: number;
  /** Seeded by run, step and check: the same for every run with this seed. */
  readonly random: Random;
  readonly history: History;
  /** Starts an instance of the solution and waits until it is ready. A solution that does not start fails the check by itself. */
  start(options: StartOptions): Promise<SolutionProcess>;
  /** Starts a stopped instance again on its port; like `start`, a failure to do so is the solution's. */
  restart(process: SolutionProcess): Promise<void>;
  /** A client for an instance, with its own connections. */
  http(process: SolutionProcess): HttpClient;
  /** A PostgreSQL proxy in front of a service; one per service, `label` and step, opened at the first call. */
  pg(service: string, label?: string): Promise<PgProxy>;
  /** A plain TCP proxy in front of a service's port. */
  tcp(service: string, containerPort: number): Promise<FaultProxy>;
  /** An HTTP proxy in front of a service's port. Instances that must be counted apart each take one of their own, by `label`. */
  httpProxy(service: string, containerPort: number, label?: string): Promise<HttpProxy>;
  /**
   * An HTTP proxy in front of an instance of the solution: between two roles. `target` is asked at each connection, so it may be
   * opened before the instance is started. One per name and step.
   */
  httpProxyTo(name: string, target: () => Endpoint): Promise<HttpProxy>;
  /** Receives what instances export by OTLP/HTTP; one per step, opened at the first call. It hands on to `forwardTo` whatever comes. */
  otlp(forwardTo?: Endpoint): Promise<OtlpReceiver>;
  /** Says what is being done to the solution right now; shown live, never judged. */
  note(text: string): void;
  /** Registers a clean-up for the end of the step. */
  defer(what: string, run: () => Promise<unknown> | unknown): void;
}

/**
 * One graded claim. `observe` does things and has no opinion; `judge` has an opinion and does nothing (pure).
 * `Stage` is what the step prepared, shared by its checks.
 */
export interface Check<Stage, Seen> {
  /** Step number and letter: `4b`. Stable. */
  readonly id: string;
  readonly title: string;
  /** Time limit of `observe`; reaching it is inconclusive, so every operation inside needs its own, shorter limit. Default 30 000. */
  readonly limitMs?: number;
  /** Least exposure for a pass; less turns the pass into `inconclusive` (no vacuous passes). */
  readonly minimum: Exposed;
  observe(arena: Arena, stage: Stage): Promise<Seen>;
  judge(seen: Seen): Judgement;
}

/** A task of growing difficulty. Steps are independent: each prepares its own stage. */
export interface Step<Stage> {
  /** Stable name, key of the learner's progress: `route-by-key`. */
  readonly id: string;
  readonly title: string;
  readonly hints: readonly [string, string, ...string[]];
  /** Fresh data, proxies, running instances for the checks of this step. */
  stage(arena: Arena): Promise<Stage>;
  // biome-ignore lint/suspicious/noExplicitAny: each check has its own Seen; `defineStep` keeps stage and checks in agreement
  readonly checks: readonly Check<Stage, any>[];
}

export interface SolutionContract {
  /** Names of instances, `a` first; the learner's `archlab run` starts the first one. */
  readonly instances: readonly [string, ...string[]];
  /**
   * Roles one program may be started under (ROLE), in the order in which `archlab run` starts them, the one that faces the
   * client last; empty when there is only one.
   */
  readonly roles: readonly string[];
  readonly health: string;
}

/** One exercise: default export of `src/labs/<id>/lab.ts`. Title, summary and level live in labs.yaml. */
export interface Lab {
  readonly id: string;
  readonly contract: SolutionContract;
  /** Brings freshly started services into the state a learner begins with (schemas, seed data). Repeatable: `reset` calls it too. */
  prepare(bench: Bench): Promise<void>;
  /** The environment of `archlab run` and `archlab env`: addresses of the services themselves, no proxies. */
  environment(
    bench: Bench,
    who: {
      readonly instance: string;
      readonly role?: string;
      /** Where the other roles listen, by role. */
      readonly urls?: Readonly<Record<string, string>>;
    },
  ): Readonly<Record<string, string>>;
  // biome-ignore lint/suspicious/noExplicitAny: each step has its own Stage
  readonly steps: readonly Step<any>[];
}
