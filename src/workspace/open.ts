import { resolve } from 'node:path';
import type { Host } from '../host/host.ts';
import { findWorkspace } from './find.ts';
import { type Manifest, readManifest } from './manifest.ts';
import type { WorkspacePaths } from './paths.ts';
import { newState, readState, type WorkspaceState } from './state.ts';

/** A workspace as found on disk. */
export interface Workspace {
  readonly paths: WorkspacePaths;
  readonly manifest: Manifest;
  /** A new one when nothing was ever started here. */
  readonly state: WorkspaceState;
}

/**
 * The workspace in or above a folder (default: the current one).
 * @throws ArchlabError WORKSPACE_NONE, WORKSPACE_MANIFEST, WORKSPACE_STATE
 */
export async function openWorkspace(host: Host, dir?: string): Promise<Workspace> {
  const paths = await findWorkspace(resolve(host.cwd, dir ?? '.'));
  const manifest = await readManifest(paths);
  return { paths, manifest, state: (await readState(paths)) ?? newState(manifest.lab, manifest.language) };
}
