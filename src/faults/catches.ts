import { now } from '../host/clock.ts';

/** What a hold has caught, up to a number of times, and those who wait for the next catch. */
export class Catches<T> {
  readonly #all: T[] = [];
  readonly #waiting = new Set<() => void>();
  #left: number;
  #returned = 0;
  #error: { readonly thrown: unknown } | undefined;

  constructor(times = 1) {
    this.#left = times;
  }

  get all(): readonly T[] {
    return this.#all;
  }

  /** Nothing more will be taken. */
  get stopped(): boolean {
    return this.#left <= 0;
  }

  /**
   * Whether one more is wanted and this is one; it counts from here on, though it may be added later. An error of `matches` is
   * the lab's, and none of the connection on which it came up: it stops the hold, and `next` throws it.
   */
  take(matches: () => boolean): boolean {
    if (this.stopped) return false;
    try {
      if (!matches()) return false;
    } catch (thrown) {
      this.#error = { thrown };
      this.stop();
      return false;
    }
    this.#left -= 1;
    return true;
  }

  add(caught: T): void {
    this.#all.push(caught);
    this.#wake();
  }

  stop(): void {
    this.#left = 0;
    this.#wake();
  }

  /**
   * The next one that was not returned before; undefined after `limitMs`, or when it is stopped and nothing is on its way.
   * @throws the signal's reason; what `matches` has thrown
   */
  async next(limitMs: number, signal?: AbortSignal, onItsWay = () => false): Promise<T | undefined> {
    const deadline = now() + limitMs;
    for (;;) {
      signal?.throwIfAborted();
      if (this.#error) throw this.#error.thrown;
      const caught = this.#all[this.#returned];
      if (caught !== undefined) {
        this.#returned += 1;
        return caught;
      }
      const left = deadline - now();
      if (left <= 0 || (this.stopped && !onItsWay())) return undefined;
      await this.#change(left, signal);
    }
  }

  /** Resolves at the next catch, stop or abort, or after the time. */
  #change(ms: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, Math.ceil(ms));
      signal?.addEventListener('abort', done, { once: true });
      this.#waiting.add(done);
    });
  }

  #wake(): void {
    for (const done of [...this.#waiting]) done();
  }
}
