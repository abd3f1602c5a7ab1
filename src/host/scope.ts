type Cleanup = () => Promise<unknown> | unknown;

/**
 * A stack of clean-ups: disposed last in, first out, once, each bounded in time, errors gathered.
 * `cli.ts` binds the outermost scope to the signals, so Ctrl-C runs the same clean-ups as a normal end.
 */
export class Scope implements AsyncDisposable {
  readonly #cleanups: Array<{ what: string; run: Cleanup }> = [];
  readonly #limitMs: number;
  #disposal: Promise<void> | undefined;

  constructor(limitMs = 10_000) {
    this.#limitMs = limitMs;
  }

  /** Registers a clean-up; `what` names it in the error when it fails or takes too long. Runs it at once if the scope has ended. */
  defer(what: string, run: Cleanup): void {
    if (this.#disposal) {
      this.#disposal = this.#disposal.then(() => this.#runOne({ what, run }));
      return;
    }
    this.#cleanups.push({ what, run });
  }

  /** Registers a disposable and returns it. */
  use<T extends AsyncDisposable>(what: string, value: T): T {
    this.defer(what, () => value[Symbol.asyncDispose]());
    return value;
  }

  /** Runs all clean-ups. Later calls return the same promise. Rejects with an AggregateError if some failed. */
  dispose(): Promise<void> {
    this.#disposal ??= this.#runAll();
    return this.#disposal;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  async #runAll(): Promise<void> {
    const errors: unknown[] = [];
    for (let next = this.#cleanups.pop(); next; next = this.#cleanups.pop()) {
      try {
        await this.#runOne(next);
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw new AggregateError(errors, 'Some clean-ups failed.');
  }

  async #runOne({ what, run }: { what: string; run: Cleanup }): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`${what} did not finish within ${this.#limitMs} ms`)), this.#limitMs);
    });
    try {
      await Promise.race([Promise.resolve(run()), limit]);
    } finally {
      clearTimeout(timer);
    }
  }
}
