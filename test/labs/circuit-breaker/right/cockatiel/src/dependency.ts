import { CircuitState, CountBreaker, circuitBreaker, handleAll } from 'cockatiel';
import type { State } from './breaker.ts';
import type { Config } from './config.ts';
import { type Answer, ask } from './upstream.ts';

export class Dependency {
  readonly #url: string;
  readonly #timeoutMs: number;
  readonly #breaker: ReturnType<typeof circuitBreaker>;

  constructor(url: string, { callTimeoutMs, breaker }: Config) {
    this.#url = url;
    this.#timeoutMs = callTimeoutMs;
    this.#breaker = circuitBreaker(handleAll, {
      halfOpenAfter: breaker.openMs,
      breaker: new CountBreaker({
        threshold: breaker.failurePercent / 100,
        size: breaker.window,
        minimumNumberOfCalls: breaker.minCalls,
      }),
    });
  }

  get state(): State {
    switch (this.#breaker.state) {
      case CircuitState.Closed:
        return 'closed';
      case CircuitState.HalfOpen:
        return 'half_open';
      default:
        return 'open';
    }
  }

  get<T>(path: string): Promise<Answer<T>> {
    return this.#breaker.execute(() => ask<T>(`${this.#url}${path}`, AbortSignal.timeout(this.#timeoutMs)));
  }
}
