import { type Arena, defineCheck, type Evidence, type Failure, fail, type Judgement, pass } from '../../../../kit.ts';
import { missingIs, statsDifference, topDifference } from '../../model/answers.ts';
import { type Call, statusOf, succeeded } from '../../model/api.ts';
import { answer, clip, list, request } from '../../model/say.ts';
import { isSeeded, type Seeding, seedFailure } from '../../model/seeding.ts';
import { homesOf, readTruth, type Truth } from '../../model/truth.ts';
import { oneAtATime, type WireCall } from '../../model/wire.ts';
import { statsOf, topOf } from '../scatter/expected.ts';
import { EU, type RegionsStage, US } from './stage.ts';

export interface AtHomeSeen {
  readonly seeding: Seeding;
  readonly single: readonly WireCall[];
  /** `/top?region=us` and `/stats?region=us`. */
  readonly scatter: readonly WireCall[];
  readonly us: Pick<Truth, 'viewers' | 'events'>;
  /** A read of each region with the ocean between, in ms; for the picture only. */
  readonly ocean: { readonly us: number; readonly eu: number } | undefined;
}

const READS = 40;
const WRITES = 20;
const OCEAN_MS = 150;

export const atHome = defineCheck<RegionsStage, AtHomeSeen>({
  id: '5c',
  title: 'Requests of one region stay in that region',
  minimum: { 'requests for us viewers': READS + WRITES, 'scatter requests': 2, 'us shards asked by them': 1 },
  async observe(arena, stage) {
    const { cluster, api, seeding, us } = stage;
    if (!isSeeded(seeding))
      return { seeding, single: [], scatter: [], us: { viewers: [], events: [] }, ocean: undefined };
    arena.note('reading and writing us viewers, counting statements on eu shards');
    const homes = homesOf(await readTruth(arena, cluster, US));
    const homeOf = ({ id }: { id: string }) => homes.get(id) ?? 'no shard';
    const event = { eventId: 'e-2', videoId: 'v-2', seconds: 10 };
    const single = [
      ...(await oneAtATime(cluster, us.slice(0, READS), homeOf, ({ id }) => api.get(id))),
      ...(await oneAtATime(cluster, us.slice(0, WRITES), homeOf, ({ id }) => api.event(id, event))),
    ];
    const truth = await readTruth(arena, cluster, US);
    const ask = [() => api.top(10, 'us'), () => api.stats('us')];
    const scatter = await oneAtATime(
      cluster,
      ask,
      () => 'us',
      (send) => send(),
    );
    return { seeding, single, scatter, us: truth, ocean: await crossOcean(arena, stage) };
  },
  judge(seen): Judgement {
    const pictures = ocean(seen);
    const failure = seedFailure(seen.seeding) ?? strayed(seen.single) ?? scattered(seen);
    if (failure) return fail(failure, pictures);
    const shards = US.filter((shard) => seen.scatter.every(({ asked }) => (asked[shard]?.length ?? 0) > 0));
    const exposed = {
      'requests for us viewers': seen.single.length,
      'scatter requests': seen.scatter.length,
      'us shards asked by them': shards.length,
    };
    return pass(exposed, pictures);
  },
});

async function crossOcean(arena: Arena, { cluster, api, us, eu }: RegionsStage): Promise<AtHomeSeen['ocean']> {
  const far = cluster.shards.filter(({ region }) => region === 'eu');
  const latency = far.map(({ proxy }) => proxy.inject({ kind: 'latency', ms: OCEAN_MS, toward: 'service' }));
  const [here, there] = [us[0], eu[0]];
  if (!here || !there) return undefined;
  arena.note(`an ocean of ${OCEAN_MS} ms`);
  const calls = [await api.get(here.id), await api.get(there.id)];
  for (const injection of latency) injection.remove();
  return { us: Math.round(calls[0]?.reply.ms ?? 0), eu: Math.round(calls[1]?.reply.ms ?? 0) };
}

function strayed(calls: readonly WireCall[]): Failure | undefined {
  const bad = calls.find(({ call }) => !succeeded(call))?.call;
  if (bad)
    return {
      did: `${request(bad)}, a us viewer.`,
      expected: 'a 2xx reply.',
      observed: `${answer(bad)}.`,
      look: ['How viewers of a region are found.'],
    };
  for (const { call, home, asked } of calls) {
    const first = EU.find((shard) => (asked[shard]?.length ?? 0) > 0);
    if (first)
      return {
        did: `${request(call)}: a us viewer that lives on ${home}; one request at a time, counting statements on every server.`,
        expected: 'no statement on s2 and s3 (eu).',
        observed: `reading or writing a us viewer asked ${first} (eu): “${clip(asked[first]?.[0] ?? '', 110)}”. Every us request pays an Atlantic crossing.`,
        look: ['In which order places are tried, and whether anything has to be tried at all.'],
      };
  }
  return undefined;
}

function scattered({ scatter, us }: AtHomeSeen): Failure | undefined {
  for (const { call, asked } of scatter) {
    const far = EU.filter((shard) => (asked[shard]?.length ?? 0) > 0);
    const did = `${request(call)}, counting statements on every server.`;
    const expected = '200 with the us viewers only, "partial":false, asking s0 and s1 only.';
    const look = ['The parameter region: it chooses the shards that are asked.'] as const;
    if (far.length > 0) return { did, expected, observed: `${list(far)} (eu) was asked as well.`, look };
    const wrong = difference(call, us);
    if (wrong || !missingIs(call, [])) return { did, expected, observed: `${wrong ?? answer(call)}.`, look };
  }
  return undefined;
}

function difference(call: Call, us: AtHomeSeen['us']): string | undefined {
  if (statusOf(call) !== 200) return answer(call);
  return call.path.startsWith('/top') ? topDifference(call, topOf(us, 10)) : statsDifference(call, statsOf(us));
}

function ocean({ ocean: times }: AtHomeSeen): Evidence[] {
  if (!times) return [];
  const rows = [
    ['us viewer', `${times.us} ms`],
    ['eu viewer', `${times.eu} ms`],
  ];
  return [
    { kind: 'table', title: `one read with an ocean of ${OCEAN_MS} ms between`, columns: ['read', 'time'], rows },
  ];
}
