import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import headless from '@xterm/headless';
import { inject } from 'vitest';
import { eventually } from '../../../src/host/clock.ts';
import type { World } from './world.ts';

/** With `archlab` on it, where npm has put it. */
export const pathOf = ({ env }: World) => `${resolve(inject('archlab'), '../../../.bin')}:${env.PATH}`;

/** Whether a shell is installed. */
export function isHere(shell: string): boolean {
  try {
    execFileSync(shell, ['-c', 'exit 0'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** A person at a shell: keys go to a pseudo-terminal made by script(1), and what comes back is drawn as a terminal would draw it. */
export class Shell implements Disposable {
  readonly #terminal = new headless.Terminal({ cols: 120, rows: 40, allowProposedApi: true });
  readonly #child: ChildProcess;

  constructor(world: World, shell: string, cwd: string) {
    this.#child = spawn('script', ['-qefc', `stty cols 120 rows 40; exec ${shell} -i`, '/dev/null'], {
      cwd,
      env: { ...world.env, PATH: pathOf(world), TERM: 'xterm-256color' },
      // Not the stderr of the tests: what a shell leaves in the background could hold it open.
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.#child.stdout?.on('data', (bytes: Buffer) => this.#terminal.write(bytes));
    // Answers to what a shell asks its terminal.
    this.#terminal.onData((answer) => this.type(answer));
  }

  type(keys: string): void {
    this.#child.stdin?.write(keys);
  }

  /** The line of the cursor, up to the cursor. */
  line(): string {
    const { active } = this.#terminal.buffer;
    return active.getLine(active.baseY + active.cursorY)?.translateToString(false, 0, active.cursorX) ?? '';
  }

  screen(): string {
    const { active } = this.#terminal.buffer;
    const rows = Array.from({ length: this.#terminal.rows }, (_, row) => active.getLine(active.baseY + row));
    return rows.map((row) => row?.translateToString(true) ?? '').join('\n');
  }

  async shows(what: string, holds: () => boolean): Promise<void> {
    await eventually(holds, { limitMs: 20_000, pollMs: 5, what: `the shell shows ${what}` }).catch((error: Error) => {
      throw new Error(`${error.message}; it shows:\n${this.screen()}`);
    });
  }

  /** Neither script nor a shell ends politely while somebody types: the end of the terminal ends them. */
  [Symbol.dispose](): void {
    this.#child.kill('SIGKILL');
    this.#child.stdin?.destroy();
    this.#child.stdout?.destroy();
    this.#terminal.dispose();
  }
}
