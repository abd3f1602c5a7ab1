import type { Host } from '../host/host.ts';
import { forget, remember } from '../stack/registry.ts';
import type { StackState } from '../stack/types.ts';
import type { Workspace } from './open.ts';
import { type WorkspaceState, writeState } from './state.ts';

/**
 * Keeps what runs in two places: in the workspace, for its own commands, and in the registry of this machine, for
 * `stop --all` when the workspace itself is gone. The registry comes first: it is the one that must never miss anything.
 */
export function recorder(host: Host, workspace: Workspace, phase: 'starting' | 'running') {
  const { paths, state, manifest } = workspace;
  return async (stack: StackState): Promise<void> => {
    await remember(host, { workspaceId: state.id, lab: manifest.lab, dir: paths.dir, state: stack });
    await writeState(paths, {
      ...state,
      engine: stack.engine,
      phase,
      stack,
    });
  };
}

/** Nothing runs any more. */
export async function recordStopped(host: Host, paths: Workspace['paths'], state: WorkspaceState): Promise<void> {
  const { stack: _, ...rest } = state;
  await writeState(paths, { ...rest, phase: 'stopped' });
  await forget(host, state.id);
}
