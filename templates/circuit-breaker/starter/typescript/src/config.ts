/** How a circuit breaker behaves; times in milliseconds. */
export interface BreakerOptions {
  /** Outcomes that are remembered: the last so many calls. */
  window: number;
  /** No judgement before so many outcomes are known. */
  minCalls: number;
  /** From this share of failures on, the breaker opens. */
  failurePercent: number;
  /** How long it stays open. */
  openMs: number;
  /** Calls that may probe the service at the same time when it is half-open. */
  halfOpenCalls: number;
}

/** What the environment says. */
export interface Config {
  port: number;
  catalogUrl: string;
  reviewsUrl: string;
  /** A call that takes longer has failed; milliseconds. */
  callTimeoutMs: number;
  breaker: BreakerOptions;
}

/** Reads the environment; throws with the name of the variable that is missing or wrong. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const must = (name: string): string => {
    const value = env[name];
    if (!value) throw new Error(`${name} is not set`);
    return value;
  };
  const number = (name: string, otherwise: number): number => {
    const value = Number(env[name] ?? otherwise);
    if (!Number.isFinite(value)) throw new Error(`${name} is not a number`);
    return value;
  };
  return {
    port: Number(must('PORT')),
    catalogUrl: must('CATALOG_URL'),
    reviewsUrl: must('REVIEWS_URL'),
    callTimeoutMs: number('CALL_TIMEOUT_MS', 300),
    breaker: {
      window: number('BREAKER_WINDOW', 20),
      minCalls: number('BREAKER_MIN_CALLS', 10),
      failurePercent: number('BREAKER_FAILURE_PERCENT', 50),
      openMs: number('BREAKER_OPEN_MS', 1500),
      halfOpenCalls: number('BREAKER_HALF_OPEN_CALLS', 3),
    },
  };
}
