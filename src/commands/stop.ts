import { rm, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { EXIT } from '../errors/codes.ts';
import { fileError } from '../host/files.ts';
import { count } from '../report/lines.ts';
import { openProgress } from '../report/progress.ts';
import { listStacks, type RegisteredStack } from '../stack/registry.ts';
import { findWorkspace } from '../workspace/find.ts';
import { takeLock } from '../workspace/lock.ts';
import { type WorkspacePaths, workspacePaths } from '../workspace/paths.ts';
import { type Stopped, stopRegistered, stopWorkspace } from '../workspace/stop-workspace.ts';
import { leftOvers } from '../workspace/strays.ts';
import type { Answer, App, Options } from './command.ts';
import { dirOf, flagOf } from './shared/options.ts';

export async function run(_words: readonly string[], options: Options, app: App): Promise<Answer> {
  using progress = await openProgress(app.terminal);
  progress.now('stopping');
  const stopped = flagOf(options, 'all') ? await stopAll(app) : [await stopOne(options, app)];
  return { exit: EXIT.ok, data: stopped, text: render(stopped) };
}

async function stopOne(options: Options, app: App): Promise<Stopped> {
  const paths = await findWorkspace(resolve(app.host.cwd, dirOf(options) ?? '.'));
  const lock = await takeLock(paths.lock, app.host.pid, 'archlab stop');
  const stopped = await stopAndUnlock(app, paths, lock);
  if (flagOf(options, 'purge')) await purge(paths);
  return stopped;
}

async function stopAndUnlock(app: App, paths: WorkspacePaths, lock: AsyncDisposable): Promise<Stopped> {
  await using _lock = lock;
  return await stopWorkspace(app.host, paths);
}

/** All that the registry of this machine knows, one after the other; a failure of one does not keep the others running. */
async function stopAll(app: App): Promise<readonly Stopped[]> {
  const stopped: Stopped[] = [];
  const failures: unknown[] = [];
  for (const entry of await listStacks(app.host)) {
    try {
      stopped.push(await stopEntry(app, entry));
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return stopped;
}

async function stopEntry(app: App, entry: RegisteredStack): Promise<Stopped> {
  const paths = workspacePaths(entry.dir);
  if (!(await isFolder(paths.own))) return stopRegistered(app.host, entry);
  return stopAndUnlock(app, paths, await takeLock(paths.lock, app.host.pid, 'archlab stop --all'));
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

async function purge(paths: WorkspacePaths): Promise<void> {
  try {
    await rm(paths.own, { recursive: true, force: true });
    await rm(paths.env, { force: true });
  } catch (error) {
    throw fileError(error, `cannot remove ${paths.own}`);
  }
}

export function render(stopped: readonly Stopped[]): string {
  if (stopped.length === 0) return 'Nothing was running.\n';
  return stopped
    .map(({ dir, services, strays }) => {
      const parts = [
        ...(services.length > 0 ? [count(services.length, 'service')] : []),
        ...(strays > 0 ? [leftOvers(strays)] : []),
      ];
      return parts.length === 0 ? `Nothing was running in ${dir}.\n` : `Stopped ${parts.join(' and ')} of ${dir}.\n`;
    })
    .join('');
}
