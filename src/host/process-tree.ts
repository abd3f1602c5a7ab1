import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { eventually } from './clock.ts';
import { hasProc, listPids, readStat, signalPid } from './processes.ts';

/**
 * The live processes of a tree, root first. A server's children may have process groups of their own (PostgreSQL's have),
 * so a group is not enough to reach them.
 */
export function processTree(root: number): number[] {
  const children = new Map<number, number[]>();
  const alive = new Set<number>();
  for (const { pid, parent } of processTable()) {
    alive.add(pid);
    const siblings = children.get(parent);
    if (siblings) siblings.push(pid);
    else children.set(parent, [pid]);
  }
  if (!alive.has(root)) return [];
  const tree = [root];
  for (const pid of tree) tree.push(...(children.get(pid) ?? []));
  return tree;
}

/** SIGSTOP to every process of a tree, the root first, until no new one turns up. */
export function freezeTree(root: number): void {
  const frozen = new Set<number>();
  for (;;) {
    const fresh = processTree(root).filter((pid) => !frozen.has(pid));
    if (fresh.length === 0) return;
    for (const pid of fresh) {
      signalPid(pid, 'SIGSTOP');
      frozen.add(pid);
    }
  }
}

/** SIGCONT to every process of a tree, the leaves first, so that a parent never waits for a frozen child. */
export function thawTree(root: number): void {
  for (const pid of processTree(root).reverse()) signalPid(pid, 'SIGCONT');
}

/** SIGKILL to every process of a tree and waits until all are gone. Frozen first, so that none forks meanwhile. */
export async function killTree(root: number): Promise<void> {
  freezeTree(root);
  await killAll(processTree(root));
}

/** SIGKILL to processes and waits until all are gone. @throws TimeLimitError after 5 s (uninterruptible sleep) */
export async function killAll(pids: readonly number[]): Promise<void> {
  for (const pid of pids) signalPid(pid, 'SIGKILL');
  await eventually(() => !pids.some(isRunning), { limitMs: 5000, pollMs: 2, what: `processes ${pids} end on SIGKILL` });
}

/** Whether a process is stopped by SIGSTOP. */
export function isFrozen(pid: number): boolean {
  const stat = readStat(pid);
  if (stat) return stat.state === 'T';
  return processTable().some((row) => row.pid === pid && row.state.startsWith('T'));
}

/**
 * Processes that belong to a folder: it is their current directory, or the environment variable `marker` names it.
 * For finding what a crash left behind, when its pid was never written down. Elsewhere than on Linux: whose arguments name the folder.
 */
export function processesOf(folder: string, marker: string): number[] {
  if (!hasProc()) {
    const rows = execFileSync('ps', ['-A', '-o', 'pid=,args='], { encoding: 'utf8' }).split('\n');
    return rows.filter((row) => row.includes(` ${folder}`)).map((row) => Number.parseInt(row, 10));
  }
  const directory = realpathIfAny(folder);
  return listPids().filter((pid) => {
    try {
      if (readlinkSync(`/proc/${pid}/cwd`) === directory) return true;
      return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`${marker}=${folder}`);
    } catch {
      return false;
    }
  });
}

function realpathIfAny(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}

function isRunning(pid: number): boolean {
  if (hasProc()) {
    const state = readStat(pid)?.state;
    return state !== undefined && state !== 'Z' && state !== 'X';
  }
  return processTable().some((row) => row.pid === pid);
}

interface Row {
  readonly pid: number;
  readonly parent: number;
  readonly state: string;
}

/** All live processes (no zombies). */
function processTable(): Row[] {
  const rows = hasProc() ? procTable() : psTable();
  return rows.filter(({ state }) => !/^[ZX]/.test(state));
}

function procTable(): Row[] {
  return listPids().flatMap((pid) => {
    const stat = readStat(pid);
    return stat ? [{ pid, parent: stat.parent, state: stat.state }] : [];
  });
}

function psTable(): Row[] {
  const text = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat='], { encoding: 'utf8' });
  return text.split('\n').flatMap((line) => {
    const [pid, parent, state] = line.trim().split(/\s+/);
    return state === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), state }];
  });
}
