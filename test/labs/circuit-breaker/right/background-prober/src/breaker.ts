import type { BreakerOptions } from './config.ts';
import { Window } from './window.ts';

export type State = 'closed' | 'open' | 'half_open';

export class OpenError extends Error {}

/** Opens as usual; when the open period is over it repeats the call that opened it, by itself. Callers never probe. */
export class Breaker {
  readonly #options: BreakerOptions;
  readonly #window: Window;
  state: State = 'closed';

  constructor(options: BreakerOptions) {
    this.#options = options;
    this.#window = new Window(options.window);
  }

  async run<T>(call: () => Promise<T>): Promise<T> {
    if (this.state !== 'closed') throw new OpenError('open');
    try {
      const value = await call();
      this.#ended(false, call);
      return value;
    } catch (error) {
      this.#ended(true, call);
      throw error;
    }
  }

  #ended(failed: boolean, call: () => Promise<unknown>): void {
    if (this.state !== 'closed') return;
    this.#window.add(failed);
    const { minCalls, failurePercent } = this.#options;
    if (this.#window.calls >= minCalls && this.#window.failurePercent >= failurePercent) this.#open(call);
  }

  #open(call: () => Promise<unknown>): void {
    this.state = 'open';
    setTimeout(() => {
      this.state = 'half_open';
      call().then(
        () => {
          this.#window.clear();
          this.state = 'closed';
        },
        () => this.#open(call),
      );
    }, this.#options.openMs);
  }
}
