import type { BreakerOptions } from './config.ts';

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
 */
export class Breaker {
  readonly options: BreakerOptions;

  constructor(options: BreakerOptions) {
    this.options = options;
  }

  // TODO (steps 3 and 4): the state, and how it changes.
  get state(): State {
    return 'closed';
  }

  /** Runs the call, or rejects with OpenError without running it. */
  async run<T>(call: () => Promise<T>): Promise<T> {
    // TODO: may this call start? If so, how did it end, and what follows from that?
    return call();
  }
}
