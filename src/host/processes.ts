import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { systemCode } from '../errors/error.ts';
import { eventually } from './clock.ts';

/** A process that can be told from any later one with the same pid. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Opaque; equal for the same process only. */
  readonly startTime: string;
}

/**
 * The identity of a running process, or undefined when there is none (a zombie counts as none).
 * Linux: field 22 of /proc/<pid>/stat, see proc(5), with the boot id; elsewhere: `ps -o lstart=`.
 */
export function identify(pid: number): ProcessIdentity | undefined {
  const stat = readStat(pid);
  if (stat)
    return stat.state === 'Z' || stat.state === 'X' ? undefined : { pid, startTime: `${bootId()}/${stat.startTime}` };
  if (bootId() !== '') return undefined;
  try {
    const started = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
    return started === '' ? undefined : { pid, startTime: started };
  } catch {
    return undefined;
  }
}

/** Whether exactly this process still runs. */
export function isAlive(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.startTime === identity.startTime;
}

/** Signals a whole process group; false when it no longer exists. */
export function signalGroup(pid: number, signal: NodeJS.Signals): boolean {
  return signalPid(-pid, signal);
}

/** Signals one process; false when it no longer exists. */
export function signalPid(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    if (systemCode(error) === 'ESRCH') return false;
    throw error;
  }
}

/** The pids of all live processes in a process group (Linux; elsewhere asks `ps`). */
export function groupMembers(group: number): number[] {
  if (bootId() !== '') {
    return listPids().filter((pid) => {
      const stat = readStat(pid);
      return stat !== undefined && stat.group === group && stat.state !== 'Z' && stat.state !== 'X';
    });
  }
  try {
    const table = execFileSync('ps', ['-A', '-o', 'pid=,pgid=,stat='], { encoding: 'utf8' });
    return table
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter(([, pgid, state]) => Number(pgid) === group && !state?.startsWith('Z'))
      .map(([pid]) => Number(pid));
  } catch {
    return [];
  }
}

/**
 * Ends a process group for certain: `signal` first, SIGKILL after `graceMs`. Waits until no member is left.
 * The leader must be known to be ours (see `isAlive`), or dead with members left behind.
 * @throws TimeLimitError when members survive SIGKILL for 5 s (uninterruptible sleep)
 */
export async function endGroup(
  leader: number,
  signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL' = 'SIGTERM',
  graceMs = 2000,
): Promise<void> {
  const gone = () => groupMembers(leader).length === 0;
  if (!signalGroup(leader, signal)) return;
  // A stopped process gets no SIGTERM before it is continued.
  signalGroup(leader, 'SIGCONT');
  if (signal !== 'SIGKILL') {
    try {
      await eventually(gone, { limitMs: graceMs, pollMs: 5, what: `process group ${leader} ends on ${signal}` });
      return;
    } catch {
      signalGroup(leader, 'SIGKILL');
    }
  }
  await eventually(gone, { limitMs: 5000, pollMs: 2, what: `process group ${leader} ends on SIGKILL` });
}

/** All pids of this machine (Linux). */
export function listPids(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

interface Stat {
  /** One letter, see proc(5): R, S, D, T (stopped), Z (zombie), … */
  readonly state: string;
  readonly parent: number;
  readonly group: number;
  readonly startTime: string;
}

/** What /proc says of a process; undefined when there is none, or no /proc. */
export function readStat(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The command name is in parentheses and may hold spaces and parentheses itself: count from the last one.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', parent: Number(fields[1]), group: Number(fields[2]), startTime: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}

let cachedBootId: string | undefined;

/** Whether processes can be looked at through /proc. */
export function hasProc(): boolean {
  return bootId() !== '';
}

/** '' where there is no /proc. */
function bootId(): string {
  if (cachedBootId === undefined) {
    try {
      cachedBootId = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
    } catch {
      cachedBootId = '';
    }
  }
  return cachedBootId;
}
