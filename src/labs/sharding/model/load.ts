import { now, pause, type Random } from '../../../kit.ts';
import { type Api, PATIENCE_MS, succeeded } from './api.ts';
import type { Ledger, Write } from './ledger.ts';

interface LoadOptions {
  readonly api: Api;
  readonly ledger: Ledger;
  readonly random: Random;
  readonly viewers: readonly string[];
  readonly clients: number;
  /** Names the events: `<prefix>-<client>-<n>`. */
  readonly prefix: string;
  /** Share of reads among the requests. */
  readonly reads: number;
  /** Pause of a client between its requests, in ms. */
  readonly paceMs: number;
  readonly signal: AbortSignal;
}

/** Clients at work until they are stopped. */
export interface Load {
  /** Lets every client finish what it began (a write is retried until it is acknowledged or the limit is reached). */
  stop(): Promise<void>;
  /** Rejects only for a fault of ours. Must be observed by whoever runs the load. */
  readonly ended: Promise<void>;
}

/** How long a write is sent again and again until it is acknowledged. */
export const RETRY_MS = 10_000;
const RETRY_PAUSE_MS = 40;

/** Starts closed-loop clients: each waits for its reply before it sends again, and repeats a write that was not acknowledged. */
export function startLoad(options: LoadOptions): Load {
  const { api, ledger, random, viewers, clients, prefix, reads, paceMs, signal } = options;
  let running = true;
  const client = async (name: number) => {
    for (let n = 0; running; n++) {
      const viewer = random.pick(viewers);
      if (random.next() < reads) await ledger.read(viewer, () => api.get(viewer));
      else {
        const event = { eventId: `${prefix}-${name}-${n}`, videoId: `v-${n % 7}`, seconds: random.int(1, 90) };
        await untilAcked(api, ledger, ledger.open(viewer, event), signal);
      }
      await pause(paceMs, signal);
    }
  };
  const ended = Promise.all(Array.from({ length: clients }, (_, i) => client(i))).then(() => undefined);
  // Observed by `stop`; a rejection before that must not end the process.
  ended.catch(() => undefined);
  return {
    ended,
    stop() {
      running = false;
      return ended;
    },
  };
}

/** Sends a write until it is acknowledged; gives up after RETRY_MS, or after three tries that each got no reply in time. */
export async function untilAcked(api: Api, ledger: Ledger, write: Write, signal: AbortSignal): Promise<boolean> {
  const deadline = now() + RETRY_MS;
  for (let silent = 0; silent < 3 && now() < deadline; ) {
    signal.throwIfAborted();
    const call = await ledger.attempt(write, () => api.event(write.viewer, write.event, PATIENCE_MS));
    if (succeeded(call)) return true;
    if (call.reply.outcome === 'unknown') silent++;
    await pause(RETRY_PAUSE_MS, signal);
  }
  return false;
}
