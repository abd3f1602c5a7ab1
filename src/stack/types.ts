/** The infrastructure of one workspace: what is planned (data) and what runs (handles). */

export type EngineKind = 'docker' | 'local';

export interface Endpoint {
  /** `127.0.0.1`, or, for {@link Service.direct}, an address of a container on this machine. */
  readonly host: string;
  readonly port: number;
}

export interface PortPlan {
  /** Port inside the container, e.g. 5432. */
  readonly container: number;
  /** Port on 127.0.0.1 of this machine. */
  readonly host: number;
}

/** A folder or file of the workspace that the service sees. */
export interface MountPlan {
  /** As written, relative to the Compose file. */
  readonly source: string;
  readonly target: string;
}

export interface ServicePlan {
  readonly name: string;
  readonly image: { readonly reference: string; readonly repository: string; readonly tag: string };
  /** As in the Compose file, variables already filled in; empty means the image's own. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly ports: readonly PortPlan[];
  readonly mounts: readonly MountPlan[];
  readonly workingDir?: string;
  /** What Docker lets it use at most, in MB; undefined where the file sets no limit. */
  readonly memoryLimitMb?: number;
  readonly dependsOn: readonly string[];
  /** Compose profiles; services with one (such as `ui`) are only for looking and never needed by grading. */
  readonly profiles: readonly string[];
}

/** A Compose file with its variables filled in; pure data, the same for both engines. */
export interface StackPlan {
  readonly workspaceId: string;
  readonly lab: string;
  /** Name of the Compose project and prefix of everything that is started. */
  readonly project: string;
  readonly dir: string;
  readonly composeFile: string;
  readonly composeText: string;
  readonly services: readonly ServicePlan[];
  /** Contents of the workspace's `.env`. */
  readonly variables: Readonly<Record<string, string>>;
}

/** What a later process needs to find a running stack again. Kept in the workspace and in the machine-wide registry. */
export interface StackState {
  readonly engine: EngineKind;
  readonly project: string;
  readonly startedAt: string;
  readonly services: Readonly<Record<string, ServiceState>>;
}

export interface ServiceState {
  readonly ports: readonly PortPlan[];
  /** local engine: the process group leader and its start time, so that a recycled pid is never mistaken for ours. */
  readonly process?: { readonly pid: number; readonly startTime: string };
  readonly dataDir?: string;
  readonly logFile?: string;
  /** docker engine: the container's name. */
  readonly container?: string;
}

export type ServiceStatus = 'running' | 'paused' | 'stopped' | 'gone';

/** One running service. All calls are idempotent and bounded in time. */
export interface Service {
  readonly plan: ServicePlan;
  readonly name: string;
  /** Where `containerPort` answers on this machine, for everybody and for as long as the stack lives. */
  endpoint(containerPort: number): Endpoint;
  /**
   * The same by the shortest way from this process. On Linux a published port of Docker is a process that copies each message twice,
   * which takes as much CPU as the servers behind it; a container's own address does not. To be asked for again at each connection:
   * it changes when the service is killed or restarted.
   */
  direct(containerPort: number): Endpoint;
  status(): Promise<ServiceStatus>;
  /** Resolves after a real protocol round trip; rejects with MACHINE_SERVICE_NOT_READY and the last lines. */
  ready(signal?: AbortSignal): Promise<void>;
  /** SIGKILL, as a crash would. */
  kill(): Promise<void>;
  /** Freezes the whole process tree; connections stay open and silent. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Starts it again after a kill, with its data, and waits until ready. */
  restart(): Promise<void>;
  /** The last `count` lines it printed. */
  lastLines(count: number): Promise<readonly string[]>;
  /** Streams its output, past lines first, until aborted; goes on across a restart of the service. */
  follow(onLine: (line: string) => void, signal: AbortSignal): Promise<void>;
}

export interface Stack {
  readonly engine: EngineKind;
  readonly state: StackState;
  readonly services: readonly Service[];
  /** What is not started because it is only for looking at (Compose profiles); empty where the engine cannot run it. */
  readonly onlyForLooking: readonly ServicePlan[];
  /** @throws ArchlabError USAGE_UNKNOWN_SERVICE with the nearest names. */
  service(name: string): Service;
  /** Removes processes or containers, volumes, networks and data of this stack; safe to repeat and after a crash. */
  down(): Promise<void>;
}

export interface Gap {
  readonly service: string;
  /** Half a sentence: `no PostgreSQL 17 was found`. */
  readonly reason: string;
  readonly fix: string;
  /** Set when all that is missing is this image. */
  readonly image?: string;
}

export interface UpContext {
  readonly signal: AbortSignal;
  /** Called *before* each thing is started and again when its pid or name is known, so that a crash leaves a trace. */
  record(state: StackState): Promise<void>;
  /** Progress for a person: `pulling postgres:17`, `s0 is ready`. */
  progress(text: string): void;
}

export interface Engine {
  readonly kind: EngineKind;
  /** What is missing to run `plan` here; empty when it can. Really probes (asks the daemon, looks for the binary). */
  probe(plan: StackPlan): Promise<readonly Gap[]>;
  /** Starts everything and waits until all services are ready. Tears down what it started when it fails. */
  up(plan: StackPlan, context: UpContext): Promise<Stack>;
  /** A handle on what an earlier process started; does not start anything. `record` is needed because a restart changes the pid. */
  attach(plan: StackPlan, state: StackState, context: Pick<UpContext, 'record'>): Promise<Stack>;
}
