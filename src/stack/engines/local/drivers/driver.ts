import type { Host } from '../../../../host/host.ts';
import type { Endpoint, Gap, ServicePlan } from '../../../types.ts';

/** Environment variable by which a process is known as a service's, should its pid get lost; its value is the data folder. */
export const MARKER = 'ARCHLAB_SERVICE_DATA';

/** A real server found on this machine. */
export interface Server {
  /** Absolute path of the program. */
  readonly program: string;
  readonly version: string;
  /** Where data must lie instead of the workspace, when the server cannot reach it there. */
  readonly dataRoot?: string;
  /** How a program that refuses to run as root is run by root. */
  readonly confinement: Confinement;
}

export type Confinement =
  | { readonly kind: 'none' }
  /** Not root inside a user namespace; the files stay root's. */
  | { readonly kind: 'namespace'; readonly prefix: readonly [string, ...string[]] }
  /** Another user; programs and data must be reachable for it. */
  | { readonly kind: 'drop'; readonly uid: number; readonly gid: number };

/** Where one service lives on disk. */
export interface Place {
  readonly workspace: string;
  readonly dataDir: string;
  readonly logFile: string;
}

/** A process to be started: pure data. */
export interface LaunchPlan {
  readonly argv: readonly [string, ...string[]];
  /** The whole environment; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly uid?: number;
  readonly gid?: number;
}

/** What the engine must know to run one kind of server without a container. */
export interface Driver {
  /** The image repository it stands for, such as `postgres`. */
  readonly repository: string;
  /** Looks for the server: an npm dependency first, then PATH. Really runs it once, so that a broken one is a gap. */
  findServer(service: ServicePlan, host: Host): Promise<Server | Gap>;
  /** Makes the data of a fresh service at `place.dataDir`. */
  prepare(service: ServicePlan, place: Place, server: Server, context: PrepareContext): Promise<void>;
  /** Pure. */
  launchPlan(service: ServicePlan, place: Place, server: Server): LaunchPlan;
  /** What must be undone on disk before a start after a crash. */
  beforeStart?(place: Place): Promise<void>;
  /** A cheap sign that asking is worth while. */
  isListening?(place: Place): Promise<boolean>;
  /** Once, at the first start: accounts, databases. */
  initialise?(service: ServicePlan, place: Place, server: Server, context: PrepareContext): Promise<void>;
  /** One real protocol round trip; rejects while the server is not ready. */
  probe(service: ServicePlan, endpoint: (containerPort: number) => Endpoint): Promise<void>;
  /** Removes what a killed server leaves outside its data (shared memory). Works for any folder, also of other servers. */
  tidy?(dataDir: string): Promise<void>;
}

export interface PrepareContext {
  readonly host: Host;
  readonly signal: AbortSignal;
  progress(text: string): void;
}

export function isGap(found: Server | Gap): found is Gap {
  return 'reason' in found;
}
