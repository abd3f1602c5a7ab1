import { defineCheck, type Failure, fail, type Judgement, pass } from '../../../../kit.ts';
import { type Call, errorOf, statusOf } from '../../model/api.ts';
import { shardBars } from '../../model/pictures.ts';
import { answer, count, list, request, some } from '../../model/say.ts';
import { type Seeding, seedFailure } from '../../model/seeding.ts';
import { placements, readTruth, type Truth, viewersPerShard } from '../../model/truth.ts';
import { byId, type Viewer } from '../../model/viewers.ts';
import { EU, type RegionsStage, US } from './stage.ts';

export interface PlacementSeen {
  readonly seeding: Seeding;
  readonly viewers: readonly Viewer[];
  readonly truth: Pick<Truth, 'shards' | 'viewers' | 'events'>;
  readonly conflicts: readonly Call[];
}

const BAND = [0.5, 1.5] as const;
const LOOK =
  'What decides between the regions: it is said once, when a viewer is written, and everybody who looks for the viewer has to know it.';

export const placement = defineCheck<RegionsStage, PlacementSeen>({
  id: '5a',
  title: 'Every row is in its region, and the shards of a region share them',
  minimum: { 'us viewers': 300, 'eu viewers': 300, events: 150 },
  async observe(arena, { cluster, seeding, us, eu, conflicts }) {
    const truth = await readTruth(arena, cluster, [...US, ...EU]);
    return { seeding, viewers: [...us, ...eu], truth, conflicts };
  },
  judge(seen): Judgement {
    const pictures = [shardBars('viewers per shard (s0, s1: us; s2, s3: eu)', viewersPerShard(seen.truth), BAND)];
    const failure = seedFailure(seen.seeding) ?? stored(seen) ?? abroad(seen) ?? shared(seen) ?? conflict(seen);
    if (failure) return fail(failure, pictures);
    const of = (region: string) => seen.viewers.filter((one) => one.region === region).length;
    return pass({ 'us viewers': of('us'), 'eu viewers': of('eu'), events: seen.truth.events.length }, pictures);
  },
});

const did = 'Wrote 300 us and 300 eu viewers and an event for every fourth one, then read every shard.';
const expected = 'all rows of us viewers on s0 and s1, all rows of eu viewers on s2 and s3, each viewer on one shard.';

function stored({ viewers, truth }: PlacementSeen): Failure | undefined {
  const places = placements(truth);
  const [bad] = viewers.filter(({ id }) => places.get(id)?.length !== 1).sort((x, y) => byId(x.id, y.id));
  if (!bad) return undefined;
  const where = list(places.get(bad.id) ?? []) || 'no shard';
  return { did, expected, observed: `viewer ${bad.id} (${bad.region}) is on ${where}.`, look: [LOOK] };
}

function abroad({ viewers, truth }: PlacementSeen): Failure | undefined {
  const allowed = (region: string): readonly string[] => (region === 'eu' ? EU : US);
  for (const { id, region } of [...viewers].sort((x, y) => byId(x.id, y.id))) {
    const rows = truth.viewers.filter((row) => row.id === id && !allowed(region).includes(row.shard));
    const events = truth.events.filter((row) => row.viewer === id && !allowed(region).includes(row.shard));
    const shard = rows[0]?.shard ?? events[0]?.shard;
    if (!shard) continue;
    return {
      did,
      expected,
      observed: `${region} viewer ${id} has ${some(rows.length, 'users row')} and ${some(events.length, 'event')} on ${shard} (${region === 'eu' ? 'us' : 'eu'}).`,
      look: [LOOK],
    };
  }
  return undefined;
}

function shared({ truth }: PlacementSeen): Failure | undefined {
  const counts = viewersPerShard(truth);
  for (const shards of [US, EU]) {
    const mean = shards.reduce((sum, shard) => sum + (counts.get(shard) ?? 0), 0) / shards.length;
    const bad = shards.find((shard) => {
      const rows = counts.get(shard) ?? 0;
      return rows < BAND[0] * mean || rows > BAND[1] * mean;
    });
    if (bad)
      return {
        did,
        expected: `within a region, every shard holds ${BAND[0]} to ${BAND[1]} times the mean of ${count(mean)}.`,
        observed: `${shards.map((shard) => `${shard} holds ${counts.get(shard) ?? 0}`).join(', ')}.`,
        look: ['Routing inside a region: the same rule as before, over the shards of that region only.'],
      };
  }
  return undefined;
}

function conflict({ conflicts }: PlacementSeen): Failure | undefined {
  const bad = conflicts.find((call) => statusOf(call) !== 409 || errorOf(call).code !== 'region_conflict');
  if (!bad) return undefined;
  return {
    did: `${request(bad)} with "region":"eu" for a viewer stored as us.`,
    expected: '409 {"error":{"code":"region_conflict",…}}.',
    observed: answer(bad),
    look: ['PUT of a known viewer: the region stored is compared with the region sent; moving is another request.'],
  };
}
