import { mkdir, rmdir, stat } from 'node:fs/promises';
import { ArchlabError, systemCode } from '../errors/error.ts';
import { fileError } from '../host/files.ts';
import type { Host } from '../host/host.ts';
import { takeLock } from './lock.ts';
import { readManifest } from './manifest.ts';
import { openWorkspace, type Workspace } from './open.ts';
import { type WorkspacePaths, workspacePaths } from './paths.ts';
import { applyScaffold, planScaffold, refuseToOverwrite } from './scaffold.ts';
import { readState, writeState } from './state.ts';
import { starterFiles } from './template.ts';

export interface MakeRequest {
  readonly dir: string;
  readonly lab: string;
  /** What was asked for, if anything was. */
  readonly language: string | undefined;
  /** For a workspace that is new, when nothing was asked for. */
  readonly defaultLanguage: string;
  /** Replace files that differ, after backing them up. */
  readonly force: boolean;
  /** For the lock: what is being done. */
  readonly command: string;
}

export interface Made {
  readonly workspace: Workspace;
  /** Files that were written. */
  readonly created: readonly string[];
  readonly backup: string | undefined;
}

/**
 * Locks a folder and makes it a workspace of the lab, or leaves it as it is when it is one already.
 * @param hold disposes of what it is given when the command ends, the last one first
 * @throws ArchlabError WORKSPACE_NOT_EMPTY, WORKSPACE_BUSY, MACHINE_FILES, MACHINE_DISK_FULL, …
 */
export async function makeWorkspace(
  host: Host,
  request: MakeRequest,
  hold: (lock: AsyncDisposable) => void,
): Promise<Made> {
  const paths = workspacePaths(request.dir);
  const made = await makeFolder(paths);
  // When nothing comes of it, no empty folders are left behind: rmdir refuses when anything is in them. Last, after the lock.
  if (made) hold({ [Symbol.asyncDispose]: () => removeEmpty(paths, made) });
  hold(await takeLock(paths.lock, host.pid, request.command));
  const scaffolded = await scaffold(host, paths, request);
  const workspace = await openWorkspace(host, paths.dir);
  const { language, ...files } = scaffolded;
  const state = language === undefined ? workspace.state : { ...workspace.state, lab: request.lab, language };
  await writeState(paths, state);
  return { workspace: { ...workspace, state }, ...files };
}

/** @returns also the language of the files, if any were to be laid out */
async function scaffold(
  host: Host,
  paths: WorkspacePaths,
  request: MakeRequest,
): Promise<Omit<Made, 'workspace'> & { readonly language?: string }> {
  const isWorkspace = await exists(paths.manifest);
  if (isWorkspace && !request.force) {
    await demandSame(paths, request);
    return { created: [], backup: undefined };
  }
  const language = request.language ?? (await readState(paths))?.language ?? request.defaultLanguage;
  const plan = await planScaffold(paths, await starterFiles(host, request.lab, language));
  if (!request.force) refuseToOverwrite(paths, plan);
  const backup = await applyScaffold(paths, plan, new Date());
  return { language, created: [...plan.create, ...plan.differs].map(({ path }) => path), backup };
}

async function demandSame(paths: WorkspacePaths, { lab, language }: MakeRequest): Promise<void> {
  const manifest = await readManifest(paths);
  if (manifest.lab !== lab) {
    const message = `${paths.dir} is a workspace of another lab, ${manifest.lab}.`;
    throw new ArchlabError('WORKSPACE_NOT_EMPTY', message, { fix: 'Use another --dir.' });
  }
  // The files are the learner's by now, and may be in any language; only a wish for another one cannot be met.
  if (language !== undefined && manifest.language !== language) {
    const message = `${paths.dir} is a workspace in another language, ${manifest.language}.`;
    const fix = `Leave --language out to go on in it, or begin another: archlab start ${lab} --language ${language} --dir ${lab}-${language}`;
    throw new ArchlabError('WORKSPACE_NOT_EMPTY', message, { fix });
  }
}

/** @returns the outermost folder that had to be made; undefined when all were there */
async function makeFolder(paths: WorkspacePaths): Promise<string | undefined> {
  try {
    return await mkdir(paths.own, { recursive: true });
  } catch (error) {
    throw fileError(error, `cannot make the folder ${paths.dir}`);
  }
}

async function removeEmpty(paths: WorkspacePaths, outermost: string): Promise<void> {
  await rmdir(paths.own).catch(() => undefined);
  if (outermost !== paths.own) await rmdir(paths.dir).catch(() => undefined);
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return false;
    throw fileError(error, `cannot read ${path}`);
  }
}
