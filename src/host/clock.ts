import { setTimeout as delay } from 'node:timers/promises';

/** Milliseconds since an arbitrary start, monotonic, with fractions. */
export function now(): number {
  return performance.now();
}

/** Waits; rejects with the signal's reason when aborted. For pacing only: to wait *for* something, use `eventually`. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await delay(ms, undefined, signal ? { signal } : {});
}

interface WaitOptions {
  readonly limitMs: number;
  readonly pollMs?: number;
  readonly signal?: AbortSignal;
  /** Ends the sentence "… within 5000 ms"; says what was waited for. */
  readonly what: string;
}

/** Thrown by {@link eventually}; `last` is what the last attempt returned or threw. */
export class TimeLimitError extends Error {
  readonly last: unknown;
  constructor(message: string, last: unknown) {
    super(message);
    this.name = 'TimeLimitError';
    this.last = last;
  }
}

/**
 * Polls until `attempt` returns something other than undefined or false, and returns that.
 * @throws TimeLimitError after `limitMs`; an error thrown by `attempt` counts as "not yet" and is kept as `last`.
 */
export async function eventually<T>(
  attempt: () => Promise<T | undefined | false> | T | undefined | false,
  options: WaitOptions,
): Promise<T> {
  const deadline = now() + options.limitMs;
  let last: unknown;
  for (;;) {
    options.signal?.throwIfAborted();
    try {
      const value = await attempt();
      if (value !== undefined && value !== false) return value;
      last = value;
    } catch (error) {
      last = error;
    }
    if (now() >= deadline) throw new TimeLimitError(`${options.what}: not within ${options.limitMs} ms`, last);
    await pause(options.pollMs ?? 20, options.signal);
  }
}
