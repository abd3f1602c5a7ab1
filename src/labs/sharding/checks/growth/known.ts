import { defineCheck, type Failure, fail, type Judgement, pass } from '../../../../kit.ts';
import { bodyOf } from '../../model/api.ts';
import { damaged } from '../../model/audit.ts';
import { growthFailure } from '../../model/grown.ts';
import { oneHomeFailure, READ, WRITE, wireTable } from '../../model/onehome.ts';
import { BAND } from '../../model/pictures.ts';
import { answer, count, list, request, seconds, some } from '../../model/say.ts';
import { seedFailure } from '../../model/seeding.ts';
import { homesOf, placements, viewersPerShard } from '../../model/truth.ts';
import { byId } from '../../model/viewers.ts';
import { did } from './minimal.ts';
import { AGREE_MS, type Growth } from './seen.ts';
import type { GrowthStage } from './stage.ts';

export const known = defineCheck<GrowthStage, Growth>({
  id: '6c',
  title: 'Every instance knows the new topology, and every viewer is where it looks',
  limitMs: 90_000,
  minimum: { 'viewers read through a': 300, 'viewers read through b': 300, 'reads counted': 50, 'writes counted': 50 },
  observe: (arena, stage) => stage.growth(arena),
  judge(seen): Judgement {
    const { reads, writes } = seen;
    const picture = [wireTable('statements per server', ['s0', 's1', 's2', 's3', 's4', 'catalog'], reads)];
    const failure =
      seedFailure(seen.seeding) ??
      growthFailure(did, seen.added, seen.end) ??
      placed(seen) ??
      balanced(seen) ??
      whole(seen) ??
      agreed(seen) ??
      oneHomeFailure('GET /users/{id} through instance b after growth', reads, READ) ??
      oneHomeFailure('POST /users/{id}/events through instance b after growth', writes, WRITE) ??
      landed(seen);
    if (failure) return fail(failure, picture);
    const readBy = (instance: string) => seen.readers.find((one) => one.instance === instance)?.read ?? 0;
    const exposed = {
      'viewers read through a': readBy('a'),
      'viewers read through b': readBy('b'),
      'reads counted': reads.length,
      'writes counted': writes.length,
    };
    return pass(exposed, picture);
  },
});

const LOOK = 'Where the topology is kept, who changes it, and how another process learns that it has changed.';

function placed({ before, after }: Growth): Failure | undefined {
  const places = placements(after);
  const ids = [...homesOf(before).keys()].sort(byId);
  const bad = ids.find((id) => places.get(id)?.length !== 1);
  if (!bad) return undefined;
  const wrong = ids.filter((id) => places.get(id)?.length !== 1).length;
  return {
    did,
    expected: 'every viewer on exactly one shard.',
    observed: `${some(wrong, 'viewer')} on none or on several, the first: ${bad} on ${list(places.get(bad) ?? []) || 'no shard'}.`,
    look: ['The end of a move: the copy is the truth only when the original is gone.'],
  };
}

function balanced({ after }: Growth): Failure | undefined {
  const counts = viewersPerShard(after);
  const mean = after.viewers.length / counts.size;
  const bad = [...counts].find(([, rows]) => rows < BAND[0] * mean || rows > BAND[1] * mean);
  if (!bad) return undefined;
  return {
    did,
    expected: `each of the 5 shards holds ${BAND[0]} to ${BAND[1]} times the mean of ${count(mean)}.`,
    observed: `${bad[0]} holds ${bad[1]}, ${(bad[1] / mean).toFixed(2)} × the mean.`,
    look: ['How much a new shard takes from each of the old ones.'],
  };
}

function whole({ before, after }: Growth): Failure | undefined {
  const sizes = [before.events.length, after.events.length] as const;
  const look = ['Which tables and which columns a move copies.'] as const;
  if (sizes[1] !== sizes[0])
    return { did, expected: `${count(sizes[0])} events, as before.`, observed: `${count(sizes[1])} events.`, look };
  const homes = homesOf(after);
  const stray = after.events.find(({ viewer, shard }) => homes.get(viewer) !== shard);
  if (stray)
    return {
      did,
      expected: 'the events of a viewer on the same shard as the viewer.',
      observed: `${stray.viewer} is on ${homes.get(stray.viewer)}, its event ${stray.id} on ${stray.shard}.`,
      look,
    };
  const damage = damaged(before, after);
  return damage && { did, expected: `${damage.what} as it was: ${damage.was}.`, observed: `${damage.is}.`, look };
}

function agreed({ readers, end, after }: Growth): Failure | undefined {
  const homes = homesOf(after);
  for (const { instance, unread } of readers) {
    const [first] = [...unread].sort((x, y) => byId(x.id, y.id));
    if (!first) continue;
    const version = end ? bodyOf(end.last).topologyVersion : undefined;
    const changed = version === undefined ? 'the topology changed' : `the topology changed to version ${version}`;
    return {
      did: `${did} Then read the viewers that moved through instances a and b, and each other one through one of them.`,
      expected: `200 each time, within ${seconds(AGREE_MS)} of "done".`,
      observed: `instance ${instance} cannot find ${some(unread.length, 'viewer')}, ${seconds(AGREE_MS)} after ${changed}; the first: ${request(first.last)} got ${answer(first.last)}, the row is on ${homes.get(first.id)}.`,
      look: [LOOK],
    };
  }
  return undefined;
}

function landed({ written, writes }: Growth): Failure | undefined {
  const homes = homesOf(written);
  const rows = written.events.filter(({ id }) => id === 'e-after');
  const bad = rows.find(({ viewer, shard }) => homes.get(viewer) !== shard);
  if (!bad && rows.length === writes.length) return undefined;
  return {
    did: `${did} Then wrote ${some(writes.length, 'event')} through instance b.`,
    expected: "every event once, on its viewer's shard.",
    observed: bad
      ? `${bad.viewer} is on ${homes.get(bad.viewer)}, its event ${bad.id} on ${bad.shard}.`
      : `${some(rows.length, 'event')} are stored.`,
    look: [LOOK],
  };
}
