import { now, pause } from '../host/clock.ts';

/** An editor that saves many files, or one in several strokes, has done so within this. */
const QUIET_MS = 150;
/** What the program writes while it ends is seen a little later. */
const AFTERMATH_MS = 1000;
const TOO_OFTEN = 4;

/** The saves that start runs and cancel them. */
export class Saves {
  readonly #pending = new Set<string>();
  readonly #onOwn: (path: string) => void;
  /** How many rounds in a row a file changed while the program was run. */
  readonly #during = new Map<string, number>();
  readonly #own = new Set<string>();
  #seenThisRound = new Set<string>();
  #lastMs = 0;
  #endedMs = Number.NEGATIVE_INFINITY;
  #round: AbortController | undefined;
  #wake: (() => void) | undefined;

  /** @param onOwn a file is taken for one the program writes, and is not looked at any more */
  constructor(onOwn: (path: string) => void) {
    this.#onOwn = onOwn;
  }

  add(path: string): void {
    if (this.#own.has(path)) return;
    if (this.#isByProgram(path)) return;
    this.#pending.add(path);
    this.#lastMs = now();
    this.#round?.abort(new DOMException(`${path} was saved`, 'AbortError'));
    this.#wake?.();
  }

  /** Begins a run; the signal fires at the next save. */
  begin(): AbortSignal {
    for (const path of [...this.#during.keys()]) if (!this.#seenThisRound.has(path)) this.#during.delete(path);
    this.#seenThisRound = new Set();
    this.#round = new AbortController();
    if (this.#pending.size > 0) this.#round.abort(new DOMException('a file was saved', 'AbortError'));
    return this.#round.signal;
  }

  end(): void {
    this.#round = undefined;
    this.#endedMs = now();
  }

  /** Waits for a save, and until saving has stopped. @returns what was saved; rejects when `signal` fires */
  async next(signal: AbortSignal): Promise<readonly string[]> {
    while (this.#pending.size === 0) await this.#anySave(signal);
    for (let left = QUIET_MS; left > 0; left = this.#lastMs + QUIET_MS - now()) await pause(left, signal);
    const saved = [...this.#pending];
    this.#pending.clear();
    return saved;
  }

  #anySave(signal: AbortSignal): Promise<void> {
    return new Promise((done, fail) => {
      const stop = () => fail(signal.reason);
      if (signal.aborted) return stop();
      signal.addEventListener('abort', stop, { once: true });
      this.#wake = () => {
        signal.removeEventListener('abort', stop);
        this.#wake = undefined;
        done();
      };
    });
  }

  /** A file that changes in every run, so that none comes to its end, is written by the program and not by a person. */
  #isByProgram(path: string): boolean {
    const running = this.#round !== undefined || now() - this.#endedMs < AFTERMATH_MS;
    if (!running || this.#seenThisRound.has(path)) return false;
    this.#seenThisRound.add(path);
    const times = (this.#during.get(path) ?? 0) + 1;
    this.#during.set(path, times);
    if (times < TOO_OFTEN) return false;
    this.#own.add(path);
    this.#onOwn(path);
    return true;
  }
}
