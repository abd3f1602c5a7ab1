import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileError, readTextIfAny, writeAtomically } from '../host/files.ts';
import type { Host } from '../host/host.ts';
import { destroyDocker } from './engines/docker/destroy.ts';
import { destroyLocal } from './engines/local/destroy.ts';
import type { ServiceState, StackState } from './types.ts';

/** A stack that was started and not stopped yet, wherever its workspace is or was. */
export interface RegisteredStack {
  readonly workspaceId: string;
  readonly lab: string;
  readonly dir: string;
  readonly state: StackState;
}

/** Every stack of this user on this machine that has not been stopped. Files that cannot be understood are left out. */
export async function listStacks(host: Host): Promise<RegisteredStack[]> {
  const names = await readdir(folderOf(host)).catch(() => []);
  const entries = names.filter((name) => name.endsWith('.json')).map(async (name) => read(join(folderOf(host), name)));
  return (await Promise.all(entries)).flatMap((entry) => (entry === undefined ? [] : [entry]));
}

/** Writes a stack down; call it whenever its state changes. @throws ArchlabError MACHINE_FILES, MACHINE_DISK_FULL */
export async function remember(host: Host, entry: RegisteredStack): Promise<void> {
  await writeAtomically(fileOf(host, entry.workspaceId), `${JSON.stringify(entry, undefined, 2)}\n`, 0o600);
}

/** Strikes a stopped stack off. Safe to repeat. */
export async function forget(host: Host, workspaceId: string): Promise<void> {
  try {
    await rm(fileOf(host, workspaceId), { force: true });
  } catch (error) {
    throw fileError(error, 'cannot forget a stopped stack');
  }
}

/** Removes all that a stack has left, with nothing but its entry, and strikes it off. Safe to repeat. */
export async function cleanUp(host: Host, entry: RegisteredStack): Promise<void> {
  if (entry.state.engine === 'docker') await destroyDocker(host, entry.state.project);
  else await destroyLocal(entry.state);
  await forget(host, entry.workspaceId);
}

function folderOf(host: Host): string {
  return join(host.dirs.state, 'stacks');
}

function fileOf(host: Host, workspaceId: string): string {
  return join(folderOf(host), `${encodeURIComponent(workspaceId)}.json`);
}

async function read(path: string): Promise<RegisteredStack | undefined> {
  try {
    const value: unknown = JSON.parse((await readTextIfAny(path)) ?? '');
    return isEntry(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isEntry(value: unknown): value is RegisteredStack {
  if (!isObject(value) || !isObject(value.state)) return false;
  const { engine, project, services } = value.state;
  return (
    ['workspaceId', 'lab', 'dir'].every((key) => typeof value[key] === 'string') &&
    (engine === 'docker' || engine === 'local') &&
    typeof project === 'string' &&
    isObject(services) &&
    Object.values(services).every(isServiceState)
  );
}

/** What is checked here decides which processes are signalled and which folders are removed. */
function isServiceState(value: unknown): value is ServiceState {
  if (!isObject(value)) return false;
  const { process: leader, dataDir, logFile } = value;
  const isPath = (path: unknown) => path === undefined || (typeof path === 'string' && path.startsWith('/'));
  const isLeader =
    leader === undefined ||
    (isObject(leader) &&
      Number.isInteger(leader.pid) &&
      Number(leader.pid) > 1 &&
      typeof leader.startTime === 'string');
  return isLeader && isPath(dataDir) && isPath(logFile);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
