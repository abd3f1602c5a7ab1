import { defineCheck, type Failure, fail, type Judgement, pass } from '../../../../kit.ts';
import { type Call, errorOf, PATIENCE_MS, statusOf, succeeded } from '../../model/api.ts';
import { batch, type Sent } from '../../model/batch.ts';
import { answer, request } from '../../model/say.ts';
import { isSeeded, type Seeding, seedFailure } from '../../model/seeding.ts';
import { range, type Viewer, viewer } from '../../model/viewers.ts';
import type { RegionsStage } from './stage.ts';

export interface RegionOutageSeen {
  readonly seeding: Seeding;
  readonly us: readonly Sent<Viewer>[];
  readonly eu: readonly Sent<Viewer>[];
  readonly swallowedBytes: number;
}

const US_REQUESTS = 200;
const EU_REQUESTS = 20;
const GIVE_UP_MS = 1.5 * PATIENCE_MS;

export const regionOutage = defineCheck<RegionsStage, RegionOutageSeen>({
  id: '5d',
  title: 'One region goes on when the other is gone',
  minimum: { 'us requests': US_REQUESTS, 'eu requests': EU_REQUESTS, 'bytes swallowed': 1 },
  async observe(arena, { cluster, api, seeding, us, eu }) {
    if (!isSeeded(seeding)) return { seeding, us: [], eu: [], swallowedBytes: 0 };
    arena.note('swallowing all traffic of both eu shards');
    const far = cluster.shards.filter(({ region }) => region === 'eu');
    const holes = far.map(({ proxy }) => proxy.inject({ kind: 'blackhole' }));
    const send = (one: Viewer, i: number): Promise<Call> => {
      if (i % 10 === 9) return api.put(one, GIVE_UP_MS);
      const event = { eventId: `o-${i}`, videoId: 'v-3', seconds: 5 };
      return i % 2 === 0 ? api.get(one.id, GIVE_UP_MS) : api.event(one.id, event, GIVE_UP_MS);
    };
    // Every tenth is a viewer nobody has seen before.
    const fresh = range(US_REQUESTS).map((i) => viewer(`n-${arena.random.word(8)}${i}`));
    const near = range(US_REQUESTS).map((i) => (i % 10 === 9 ? fresh[i] : us[i]) as Viewer);
    const { signal } = arena;
    const [usSent, euSent] = await Promise.all([
      // Each failure may take a whole time limit: a few say it all.
      batch(near, send, { width: 10, paceMs: 20, failures: 10, signal }),
      batch(eu.slice(0, EU_REQUESTS), send, { width: EU_REQUESTS, signal, patience: EU_REQUESTS }),
    ]);
    const swallowedBytes = holes.reduce((sum, { exposure }) => sum + exposure.bytes, 0);
    for (const hole of holes) hole.remove();
    return { seeding, us: usSent, eu: euSent, swallowedBytes };
  },
  judge(seen): Judgement {
    const failure = seedFailure(seen.seeding) ?? usFailed(seen) ?? euAnswered(seen);
    if (failure) return fail(failure);
    return pass({
      'us requests': seen.us.length,
      'eu requests': seen.eu.length,
      'bytes swallowed': seen.swallowedBytes,
    });
  },
});

const did = `Swallowed all traffic of s2 and s3 (eu), then sent ${US_REQUESTS} requests for us viewers, known and new, and ${EU_REQUESTS} for eu viewers.`;

function usFailed({ us }: RegionOutageSeen): Failure | undefined {
  const bad = us.filter(({ call }) => !succeeded(call));
  const [first] = bad;
  if (!first) return undefined;
  return {
    did,
    expected: `${US_REQUESTS} × 2xx for us viewers.`,
    observed: `with eu down, ${bad.length} us requests failed, the first: ${request(first.call)} got ${answer(first.call)}.`,
    look: [
      'What a request for one region needs from another one: its data, its connections, or only its turn in a queue.',
    ],
  };
}

function euAnswered({ eu }: RegionOutageSeen): Failure | undefined {
  const bad = eu.find(({ call }) => statusOf(call) !== 503 || errorOf(call).code !== 'shard_unavailable');
  if (!bad) return undefined;
  return {
    did,
    expected: '503 {"error":{"code":"shard_unavailable",…}} for eu viewers.',
    observed: `${request(bad.call)} got ${answer(bad.call)}.`,
    look: ['A lost region is a number of lost shards: the same rules as in the step before.'],
  };
}
