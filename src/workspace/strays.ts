import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { eventually } from '../host/clock.ts';
import type { Host } from '../host/host.ts';
import { identify, isAlive, type ProcessIdentity, signalPid } from '../host/processes.ts';

/** In the environment of everything that is started of or for the learner's program; the value is the workspace's random id. */
export const MARK = 'ARCHLAB_WORKSPACE';

/** `1 left-over process`, `2 left-over processes`. */
export function leftOvers(count: number): string {
  return `${count} left-over process${count === 1 ? '' : 'es'}`;
}

/**
 * Processes of the learner's program, or its package manager, that no command is in charge of any more: left by a `kill -9`, or run away from their process
 * group. Found by the mark in their environment, which a stranger's process cannot carry by chance.
 */
export async function findStrays(host: Host, workspaceId: string): Promise<readonly ProcessIdentity[]> {
  const wanted = `${MARK}=${workspaceId}`;
  const pids = host.platform === 'linux' ? await markedOnLinux(wanted) : await markedElsewhere(wanted);
  return pids.filter((pid) => pid !== host.pid).flatMap((pid) => identify(pid) ?? []);
}

/** Kills strays and waits until they are gone. @returns how many there were */
export async function endStrays(host: Host, workspaceId: string): Promise<number> {
  const strays = await findStrays(host, workspaceId);
  for (const stray of strays) if (isAlive(stray)) signalPid(stray.pid, 'SIGKILL');
  await eventually(() => strays.every((stray) => !isAlive(stray)), {
    limitMs: 5000,
    pollMs: 5,
    what: 'left-over processes end on SIGKILL',
  });
  return strays.length;
}

async function markedOnLinux(wanted: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const marked = await Promise.all(
    pids.map(async (pid) => {
      // Not readable: it belongs to somebody else. Gone: all the better.
      const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
      return environment.split('\0').includes(wanted);
    }),
  );
  return pids.filter((_, index) => marked[index]).map(Number);
}

async function markedElsewhere(wanted: string): Promise<number[]> {
  try {
    const { stdout } = await promisify(execFile)('ps', ['-axEww', '-o', 'pid=,command='], { maxBuffer: 64 * 2 ** 20 });
    return stdout
      .split('\n')
      .filter((line) => line.split(' ').includes(wanted))
      .map((line) => Number.parseInt(line, 10));
  } catch {
    return [];
  }
}
