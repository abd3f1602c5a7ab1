import { type ChildProcess, spawn } from 'node:child_process';
import { endGroup, signalGroup } from '../host/processes.ts';
import { spawnArguments } from './manifest.ts';
import { Output } from './output.ts';
import type { CommandLine, Exit } from './types.ts';

interface StartRequest {
  readonly command: CommandLine;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
}

/** A child in a process group of its own: killing it kills everything it started (shells, npm, reloaders). */
export class GroupProcess {
  readonly pid: number;
  readonly output: Output;
  readonly exited: Promise<Exit>;
  exit: Exit | undefined;

  private constructor(child: ChildProcess, pid: number, output: Output) {
    this.pid = pid;
    this.output = output;
    child.stdout?.on('data', (chunk: Buffer) => output.write(chunk));
    child.stderr?.on('data', (chunk: Buffer) => output.write(chunk));
    this.exited = new Promise((resolve) => {
      // 'exit', not 'close': a grandchild that keeps the pipe open must not make a dead program look alive.
      child.once('exit', (code, signal) => {
        this.exit = { code, signal };
        resolve(this.exit);
      });
    });
  }

  /** Rejects with Node's error (ENOENT, EACCES, …) when the program cannot be started at all. */
  static async start(request: StartRequest): Promise<GroupProcess> {
    const { file, args } = spawnArguments(request.command);
    const output = new Output(request.logFile);
    const child = spawn(file, args, {
      cwd: request.cwd,
      env: { ...request.env },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    // A later error event (a signal that could not be sent) must not crash the grader.
    child.on('error', () => undefined);
    if (child.pid === undefined) throw new Error('spawned without a pid');
    return new GroupProcess(child, child.pid, output);
  }

  signal(signal: NodeJS.Signals): void {
    signalGroup(this.pid, signal);
  }

  /** Ends the whole group, also what the leader left behind, and waits for it. */
  async end(signal: 'SIGKILL' | 'SIGTERM', graceMs = 2000): Promise<Exit> {
    await endGroup(this.pid, signal, graceMs);
    const exit = await this.exited;
    this.output.close();
    return exit;
  }
}
