import { type Arena, defineCheck, fail, type Judgement, pass } from '../../../../kit.ts';
import { bodyOf, type Call, statusOf } from '../../model/api.ts';
import { request, told } from '../../model/say.ts';
import { isSeeded, type Seeding, seedFailure } from '../../model/seeding.ts';
import type { ScatterStage } from './stage.ts';

interface Timed {
  /** Without added latency, in ms. */
  readonly baselineMs: number;
  /** With it, up to three tries. */
  readonly calls: readonly Call[];
}

export interface ParallelSeen {
  readonly seeding: Seeding;
  readonly timed: readonly Timed[];
  /** Bytes that were delayed. */
  readonly delayed: number;
}

const LATENCY_MS = 250;
/** Serial needs four round trips, 1,000 ms; parallel may use three one after the other (BEGIN, query, COMMIT), 750 ms. */
const BOUND_MS = 900;
/** The bound grows with a slow machine, but never to what a serial solution needs. */
const SLACK_MS = 90;

export const parallel = defineCheck<ScatterStage, ParallelSeen>({
  id: '3b',
  title: 'All shards are asked at the same time',
  minimum: { requests: 2, 'bytes delayed': 1 },
  async observe(arena, { cluster, api, seeding }) {
    if (!isSeeded(seeding)) return { seeding, timed: [], delayed: 0 };
    const ask = [() => api.top(10), () => api.stats()];
    // Opens the connections, so that their handshakes are not counted, and gives the baseline.
    const warm = [await Promise.all(ask.map((send) => send())), await Promise.all(ask.map((send) => send()))];
    arena.note(`adding ${LATENCY_MS} ms per round trip to each shard`);
    const injections = cluster.shards.map(({ proxy }) =>
      proxy.inject({ kind: 'latency', ms: LATENCY_MS, toward: 'service' }),
    );
    const timed: Timed[] = [];
    for (const [i, send] of ask.entries()) {
      const baselineMs = Math.min(...warm.map((calls) => calls[i]?.reply.ms ?? 0));
      timed.push({ baselineMs, calls: await bestOfThree(arena, send) });
    }
    const delayed = injections.reduce((sum, { exposure }) => sum + exposure.bytes, 0);
    for (const injection of injections) injection.remove();
    return { seeding, timed, delayed };
  },
  judge({ seeding, timed, delayed }): Judgement {
    const failure = seedFailure(seeding);
    if (failure) return fail(failure);
    for (const { baselineMs, calls } of timed) {
      const whole = calls.filter(complete);
      const best = Math.min(...whole.map(({ reply }) => reply.ms));
      const bound = BOUND_MS + Math.min(SLACK_MS, baselineMs);
      if (best < bound) continue;
      const first = calls[0];
      if (!first) continue;
      const did = `${request(first)}, with ${LATENCY_MS} ms added to each round trip of each shard, best of ${calls.length}.`;
      const expected = `a complete answer in less than ${Math.round(bound)} ms.`;
      return whole.length === 0
        ? fail({
            did,
            expected,
            observed: told(first),
            look: ['Time limits per shard that are shorter than SHARD_TIMEOUT_MS.'],
          })
        : fail({
            did,
            expected,
            observed: `${request(first)} took ${Math.round(best)} ms: 4 × ${LATENCY_MS}, one after the other.`,
            look: ['The loop over the shards: what does it wait for before it asks the next one?'],
          });
    }
    return pass({ requests: timed.length, 'bytes delayed': delayed });
  },
});

async function bestOfThree(arena: Arena, send: () => Promise<Call>): Promise<Call[]> {
  const calls: Call[] = [];
  while (calls.length < 3) {
    arena.signal.throwIfAborted();
    const call = await send();
    calls.push(call);
    if ((complete(call) && call.reply.ms < BOUND_MS) || call.reply.outcome !== 'reply') break;
  }
  return calls;
}

function complete(call: Call): boolean {
  return statusOf(call) === 200 && bodyOf(call).partial === false;
}
