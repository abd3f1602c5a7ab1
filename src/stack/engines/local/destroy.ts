import { rm, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { eventually } from '../../../host/clock.ts';
import { fileError } from '../../../host/files.ts';
import { killAll, killTree, processesOf, processTree, thawTree } from '../../../host/process-tree.ts';
import { isAlive, signalPid } from '../../../host/processes.ts';
import type { ServiceState, StackState } from '../../types.ts';
import { MARKER } from './drivers/driver.ts';
import { DRIVERS } from './drivers/index.ts';

/** How long a server may take to end by itself. Its data is thrown away, so nothing is lost by killing it. */
const GRACE_MS = 1000;

/**
 * Ends the processes of a stack and removes its data. Needs nothing but the state, so it works for leftovers of a dead run whose
 * workspace is gone. Safe to repeat.
 */
export async function destroyLocal(state: StackState): Promise<void> {
  const results = await Promise.allSettled(Object.values(state.services).map(destroyService));
  const failure = results.find((result) => result.status === 'rejected');
  if (failure) throw failure.reason;
}

async function destroyService(service: ServiceState): Promise<void> {
  await endProcesses(service, 'gently');
  const { dataDir, logFile } = service;
  if (dataDir !== undefined) {
    for (const driver of DRIVERS) await driver.tidy?.(dataDir);
    await remove(dataDir);
  }
  if (logFile !== undefined) await remove(logFile);
  for (const file of [dataDir, logFile]) if (file !== undefined) await rmdir(dirname(file)).catch(() => undefined);
}

/** Ends a service's processes: the recorded one with its children, if it is still the same, and those a crash lost sight of. */
export async function endProcesses(service: ServiceState, how: 'gently' | 'at once'): Promise<void> {
  const { process: leader, dataDir } = service;
  if (leader && isAlive(leader)) {
    if (how === 'gently') await interrupt(leader.pid);
    await killTree(leader.pid);
  }
  if (dataDir !== undefined) await killAll(processesOf(dataDir, MARKER));
}

/** SIGINT: PostgreSQL ends quickly on it and takes its shared memory with it. */
async function interrupt(pid: number): Promise<void> {
  thawTree(pid);
  signalPid(pid, 'SIGINT');
  const gone = () => processTree(pid).length === 0;
  await eventually(gone, { limitMs: GRACE_MS, pollMs: 5, what: `process ${pid} ends on SIGINT` }).catch(
    () => undefined,
  );
}

async function remove(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true, maxRetries: 3 });
  } catch (error) {
    throw fileError(error, `cannot remove ${path}`);
  }
}
