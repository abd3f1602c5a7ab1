import { rm } from 'node:fs/promises';
import { ArchlabError } from '../errors/error.ts';
import type { Host } from '../host/host.ts';
import { cleanUp, listStacks, type RegisteredStack } from '../stack/registry.ts';
import type { WorkspacePaths } from './paths.ts';
import { recordStopped } from './record.ts';
import { readState, type WorkspaceState } from './state.ts';
import { endStrays } from './strays.ts';

/** What a stop ended. */
export interface Stopped {
  readonly dir: string;
  /** Services that were taken down, by name; empty when nothing ran. */
  readonly services: readonly string[];
  /** Processes of the solution that were left over. */
  readonly strays: number;
}

/**
 * Ends everything that was started for a workspace. Needs neither archlab.yaml nor compose.yaml nor a whole state file:
 * what a crash left must be stoppable whatever else is broken.
 * @throws ArchlabError of the engine, MACHINE_FILES
 */
export async function stopWorkspace(host: Host, paths: WorkspacePaths): Promise<Stopped> {
  const state = await usableState(paths);
  const known = (await listStacks(host)).filter((entry) => entry.dir === paths.dir || entry.workspaceId === state?.id);
  // The workspace's own record may be newer than the registry's by one step, or the registry may have been lost.
  const own = state?.stack
    ? [{ workspaceId: state.id, lab: state.lab, dir: paths.dir, state: state.stack }]
    : ([] as RegisteredStack[]);
  const ended = await endAll(host, [...known, ...own]);
  const strays = state ? await endStrays(host, state.id) : 0;
  if (state) await recordStopped(host, paths, state);
  else await rm(paths.state, { force: true });
  return { dir: paths.dir, services: ended.services, strays: ended.strays + strays };
}

/** Ends what the registry knows of one workspace, whether its folder still exists or not. */
export async function stopRegistered(host: Host, entry: RegisteredStack): Promise<Stopped> {
  const { services, strays } = await endAll(host, [entry]);
  return { dir: entry.dir, services, strays };
}

async function endAll(host: Host, entries: readonly RegisteredStack[]) {
  const services = new Set<string>();
  let strays = 0;
  for (const entry of entries) {
    await cleanUp(host, entry);
    for (const name of Object.keys(entry.state.services)) services.add(name);
    strays += await endStrays(host, entry.workspaceId);
  }
  return { services: [...services], strays };
}

async function usableState(paths: WorkspacePaths): Promise<WorkspaceState | undefined> {
  try {
    return await readState(paths);
  } catch (error) {
    if (error instanceof ArchlabError && error.code === 'WORKSPACE_STATE') return undefined;
    throw error;
  }
}
