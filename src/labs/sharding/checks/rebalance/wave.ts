import { now, pause } from '../../../../kit.ts';
import { type Api, succeeded } from '../../model/api.ts';
import type { Ledger, Write } from '../../model/ledger.ts';
import { untilAcked } from '../../model/load.ts';

interface WaveOptions {
  readonly api: Api;
  readonly ledger: Ledger;
  readonly signal: AbortSignal;
  /** Names the events: `H-<label>-<n>`. */
  readonly label: string;
  readonly viewers: readonly string[];
  /** A request that waits longer than this gives its place to the next one: those that wait for the hold must not stop the others. */
  readonly placeMs: number;
}

/** One event to each of many viewers, sent once; repeated only after `retry` was called. */
export interface Wave {
  readonly writes: readonly Write[];
  /** `now()` of the last thing that showed progress: a first try sent, or a 2xx. */
  lastProgress(): number;
  /** Repeats what was not acknowledged until it is; resolves when all are, or were given up. */
  retry(): Promise<void>;
}

/** Longer than any hold: what waits for the held frame is answered after its release. */
const WAIT_MS = 14_000;
const WIDTH = 32;
const MOST_WAITING = 400;

export function startWave({ api, ledger, signal, label, viewers, placeMs }: WaveOptions): Wave {
  const writes: Write[] = [];
  let open = 0;
  let progress = now();
  const firstTries: Promise<void>[] = [];
  const send = (write: Write) => {
    open++;
    progress = now();
    const call = ledger
      .attempt(write, () => api.event(write.viewer, write.event, WAIT_MS))
      .then((reply) => {
        open--;
        if (succeeded(reply)) progress = now();
      });
    firstTries.push(call);
    return Promise.race([call, pause(placeMs, signal)]);
  };
  let next = 0;
  const worker = async () => {
    while (next < viewers.length && !signal.aborted) {
      const n = next++;
      while (open >= MOST_WAITING && !signal.aborted) await pause(5, signal);
      const write = ledger.open(viewers[n] as string, { eventId: `H-${label}-${n}`, videoId: 'v-8', seconds: 3 });
      writes.push(write);
      await send(write);
    }
  };
  const sent = Promise.all(Array.from({ length: WIDTH }, worker));
  // Observed by `retry`; an abort before that must not end the process.
  sent.catch(() => undefined);
  return {
    writes,
    lastProgress: () => progress,
    async retry() {
      await sent;
      await Promise.all(
        firstTries.map(async (tried, i) => {
          await tried;
          const write = writes[i];
          if (write && write.ackedAt === undefined) await untilAcked(api, ledger, write, signal);
        }),
      );
    },
  };
}
