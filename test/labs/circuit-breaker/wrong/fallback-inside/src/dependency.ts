import { Breaker, type State } from './breaker.ts';
import type { Config } from './config.ts';
import { type Answer, ask } from './upstream.ts';

/**
 * One other service, and all that must not be shared with the next one: the breaker and what it knows.
 * The time limit is inside what the breaker watches. The other way round a call that never ends would hold its slot for ever.
 */
export class Dependency {
  readonly #url: string;
  readonly #timeoutMs: number;
  readonly #breaker: Breaker;

  constructor(url: string, { callTimeoutMs, breaker }: Config) {
    this.#url = url;
    this.#timeoutMs = callTimeoutMs;
    this.#breaker = new Breaker(breaker);
  }

  get state(): State {
    return this.#breaker.state;
  }

  /** Rejects when the call fails, takes too long, or is not made because the breaker is open. */
  get<T>(path: string): Promise<Answer<T>> {
    const failed = Symbol('failed');
    return this.#breaker
      .run(() => ask<T>(`${this.#url}${path}`, AbortSignal.timeout(this.#timeoutMs)).catch(() => failed))
      .then((answer) => {
        if (answer === failed) throw new Error(`${path} failed`);
        return answer as Answer<T>;
      });
  }
}
