import CircuitBreaker from 'opossum';
import type { State } from './breaker.ts';
import type { Config } from './config.ts';
import { type Answer, ask } from './upstream.ts';

export class Dependency {
  readonly #breaker: CircuitBreaker<[string], unknown>;

  constructor(url: string, { callTimeoutMs, breaker }: Config) {
    this.#breaker = new CircuitBreaker((path: string) => ask(`${url}${path}`, AbortSignal.timeout(callTimeoutMs)), {
      // The signal does it, and ends the connection as well.
      timeout: false,
      resetTimeout: breaker.openMs,
      errorThresholdPercentage: breaker.failurePercent,
      volumeThreshold: breaker.minCalls,
      rollingCountTimeout: 10_000,
      rollingCountBuckets: 10,
    });
  }

  get state(): State {
    return this.#breaker.opened ? 'open' : this.#breaker.halfOpen ? 'half_open' : 'closed';
  }

  get<T>(path: string): Promise<Answer<T>> {
    return this.#breaker.fire(path) as Promise<Answer<T>>;
  }
}
