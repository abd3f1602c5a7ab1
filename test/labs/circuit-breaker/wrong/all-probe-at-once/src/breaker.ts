import type { BreakerOptions } from './config.ts';
import { Window } from './window.ts';

export type State = 'closed' | 'open' | 'half_open';

/** Thrown instead of making a call. */
export class OpenError extends Error {
  constructor() {
    super('the circuit breaker is open');
  }
}

/**
 * Watches the calls to one service. Closed, it lets them through and remembers how they ended. When too many have failed it
 * opens, and rejects at once with OpenError. After a while it is half-open: a few calls may try whether the service is back.
 *
 * Each change of state begins a new period, and a call belongs to the period it started in. When it ends in a later one its
 * outcome is old news: a success that began before the breaker opened says nothing about the service now.
 */
export class Breaker {
  readonly #options: BreakerOptions;
  readonly #window: Window;
  #state: State = 'closed';
  #period = 0;
  #openUntil = 0;
  /** Of this half-open period: probes under way, and probes that went well. */
  #probing = 0;
  #succeeded = 0;

  constructor(options: BreakerOptions) {
    this.#options = options;
    this.#window = new Window(options.window);
  }

  get state(): State {
    // No timer is needed: nobody can tell when the state changed, only what it is when somebody asks.
    if (this.#state === 'open' && performance.now() >= this.#openUntil) this.#become('half_open');
    return this.#state;
  }

  /** Runs the call, or rejects with OpenError without running it. */
  async run<T>(call: () => Promise<T>): Promise<T> {
    const period = this.#admit();
    try {
      const value = await call();
      this.#ended(period, false);
      return value;
    } catch (error) {
      this.#ended(period, true);
      throw error;
    }
  }

  /** The period the call belongs to. A probe takes its slot here, before it starts: a hundred callers may come in one moment. */
  #admit(): number {
    const state = this.state;
    if (state === 'open') throw new OpenError();
    if (state === 'half_open') {
      this.#probing += 1;
    }
    return this.#period;
  }

  #ended(period: number, failed: boolean): void {
    if (period !== this.#period) return;
    if (this.#state === 'half_open') this.#probeEnded(failed);
    else this.#callEnded(failed);
  }

  #callEnded(failed: boolean): void {
    this.#window.add(failed);
    const { minCalls, failurePercent } = this.#options;
    if (this.#window.calls >= minCalls && this.#window.failurePercent >= failurePercent) this.#become('open');
  }

  #probeEnded(failed: boolean): void {
    this.#probing -= 1;
    if (!failed) this.#succeeded += 1;
    if (failed) this.#become('open');
    else if (this.#succeeded >= this.#options.halfOpenCalls) this.#become('closed');
  }

  #become(state: State): void {
    this.#state = state;
    this.#period += 1;
    this.#probing = 0;
    this.#succeeded = 0;
    this.#window.clear();
    if (state === 'open') this.#openUntil = performance.now() + this.#options.openMs;
  }
}
