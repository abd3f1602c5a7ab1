import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { ArchlabError, systemCode } from '../errors/error.ts';
import { fileError } from '../host/files.ts';
import { type WorkspacePaths, workspacePaths } from './paths.ts';

/**
 * The workspace that `from` lies in: the nearest folder upwards with an archlab.yaml.
 * @throws ArchlabError WORKSPACE_NONE
 */
export async function findWorkspace(from: string): Promise<WorkspacePaths> {
  const found = await findWorkspaceIfAny(from);
  if (found) return found;
  throw new ArchlabError('WORKSPACE_NONE', `There is no archlab.yaml in ${from} or any folder above it.`);
}

export async function findWorkspaceIfAny(from: string): Promise<WorkspacePaths | undefined> {
  for (let dir = resolve(from); ; dir = dirname(dir)) {
    const paths = workspacePaths(dir);
    if (await isFile(paths.manifest)) return paths;
    if (dirname(dir) === dir) return undefined;
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES'].includes(systemCode(error) ?? '')) return false;
    throw fileError(error, `cannot read ${path}`);
  }
}
