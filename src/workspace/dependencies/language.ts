import type { ArchlabError } from '../../errors/error.ts';
import type { Host } from '../../host/host.ts';

export interface InstallContext {
  readonly host: Pick<Host, 'env'>;
  readonly signal: AbortSignal;
  progress(text: string): void;
}

/** What a language needs on this machine before its starter can be built and run. */
export interface Language {
  /** The file of the starter that pins the dependencies; without it there is nothing to install. */
  readonly lock: string;
  /** The folder of the workspace that they are installed into; none where all workspaces share one elsewhere. */
  readonly folder?: string;
  /**
   * About how many MB the dependencies of a starter take from the network, once: what the tool's cache holds after the largest
   * starter was installed with an empty one.
   */
  readonly downloadMb: number;
  /** Where the starter's code is, as a person would write it. */
  readonly sources: string;
  /**
   * The name and version of the tool in `dir`, for people.
   * @throws ArchlabError MACHINE_TOOL_MISSING when it is missing or too old, and says what to install
   */
  tool(dir: string, context: InstallContext): Promise<string>;
  /** @throws ArchlabError MACHINE_DEPENDENCIES, MACHINE_TOOL_MISSING */
  install(dir: string, context: InstallContext): Promise<void>;
}

export interface ToolRequest {
  readonly dir: string;
  readonly program: string;
  readonly args: readonly string[];
  /** Thrown when there is no such program. */
  readonly missing: () => ArchlabError;
}
