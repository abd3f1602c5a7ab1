import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { eventually } from '../../../src/host/clock.ts';

export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
  /** From the start to the first byte on either stream. */
  readonly firstOutputMs: number;
}

export interface Call {
  readonly cwd?: string;
  readonly env?: Record<string, string>;
  readonly uid?: number;
  /** The command may take this long; then it is killed, which fails the test by its code. */
  readonly limitMs?: number;
}

/** One command that runs. */
export interface Running {
  readonly child: ChildProcess;
  readonly done: Promise<Outcome>;
  /** Waits until this was printed on either stream. */
  printed(text: string | RegExp): Promise<void>;
  printedSoFar(): string;
}

/** A user's machine for one test file: a home of its own, with spaces and letters outside of ASCII in every path. */
export class World implements AsyncDisposable {
  readonly dir: string;
  readonly env: Record<string, string>;

  constructor(name = 'wörld') {
    this.dir = realpathSync(mkdtempSync(join(tmpdir(), `archlab ${name} `)));
    mkdirSync(join(this.dir, 'home'));
    const { PATH = '', LANG = 'C.UTF-8' } = process.env;
    this.env = {
      PATH,
      LANG,
      HOME: join(this.dir, 'home'),
      XDG_STATE_HOME: join(this.dir, 'state'),
      XDG_CACHE_HOME: inject('cache'),
      ...inject('npm'),
    };
  }

  path(...parts: string[]): string {
    return join(this.dir, ...parts);
  }

  /** Starts `archlab …` in a process group of its own (as a shell would) and returns at once. */
  start(args: readonly string[], { cwd = this.dir, env = {}, uid, limitMs = 60_000 }: Call = {}): Running {
    const began = performance.now();
    const child = spawn(process.execPath, [inject('archlab'), ...args], {
      cwd,
      env: { ...this.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      ...(uid === undefined ? {} : { uid, gid: uid }),
    });
    const seen = { stdout: '', stderr: '', first: 0 };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        seen.first ||= performance.now() - began;
        seen[name] += text;
      });
    }
    const timer = setTimeout(() => child.kill('SIGKILL'), limitMs);
    const done = new Promise<Outcome>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => {
        clearTimeout(timer);
        const { stdout, stderr, first } = seen;
        resolve({ code, signal, stdout, stderr, ms: performance.now() - began, firstOutputMs: first });
      });
    });
    const printed = async (text: string | RegExp) => {
      await eventually(() => (seen.stdout + seen.stderr).match(text) !== null, {
        limitMs,
        pollMs: 5,
        what: `archlab ${args.join(' ')} prints ${text}; so far:\n${seen.stdout}${seen.stderr}`,
      });
    };
    return { child, done, printed, printedSoFar: () => seen.stdout + seen.stderr };
  }

  async archlab(args: readonly string[], call: Call = {}): Promise<Outcome> {
    return this.start(args, call).done;
  }

  /** Processes that have anything to do with this world: by arguments, environment or current folder. */
  processes(): string[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
      .flatMap((pid) => {
        try {
          const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
          const all = [command, readFileSync(`/proc/${pid}/environ`, 'utf8'), readlinkSync(`/proc/${pid}/cwd`)];
          return all.some((text) => text.includes(this.dir)) ? [`${pid} ${command.trim().slice(0, 150)}`] : [];
        } catch {
          return [];
        }
      });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.archlab(['stop', '--all']);
    const left = this.processes();
    rmSync(this.dir, { recursive: true, force: true, maxRetries: 3 });
    if (left.length > 0) throw new Error(`left running:\n${left.join('\n')}`);
  }
}
