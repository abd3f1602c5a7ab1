import { defineCheck, type Failure, fail, type Judgement, pass } from '../../../../kit.ts';
import { bodyOf, statusOf } from '../../model/api.ts';
import { batch, type Sent } from '../../model/batch.ts';
import { shardBars } from '../../model/pictures.ts';
import { answer, list, request, some, told } from '../../model/say.ts';
import { placements, readTruth, type Truth, viewersPerShard } from '../../model/truth.ts';
import { byId, randomIds, type Viewer, viewer } from '../../model/viewers.ts';
import type { RouteStage } from './stage.ts';

export interface AgreeSeen {
  readonly written: readonly Sent<Viewer>[];
  readonly truth: Pick<Truth, 'shards' | 'viewers'>;
  /** Read through instance b. */
  readonly byB: readonly Sent<Viewer>[];
  /** Read through instance a after it was killed and started again. */
  readonly byA: readonly Sent<Viewer>[];
}

const VIEWERS = 120;

export const agree = defineCheck<RouteStage, AgreeSeen>({
  id: '1a',
  title: 'Every process finds every viewer, and each is on exactly one shard',
  minimum: { 'viewers written': VIEWERS, 'read through b': VIEWERS, 'read after the restart': VIEWERS },
  async observe(arena, { cluster, a, b }) {
    const viewers = randomIds(arena.random, VIEWERS).map((id) => viewer(id));
    const { signal } = arena;
    arena.note(`writing ${VIEWERS} viewers through instance a`);
    const written = await batch(viewers, (one) => a.api.put(one), { signal });
    const truth = await readTruth(arena, cluster);
    if (!written.some(({ call }) => statusOf(call) === 201)) return { written, truth, byB: [], byA: [] };
    arena.note('reading them through instance b');
    const byB = await batch(viewers, ({ id }) => b.api.get(id), { signal });
    arena.note('killing instance a and starting it again');
    await a.process.kill();
    await arena.restart(a.process);
    const byA = await batch(viewers, ({ id }) => a.api.get(id), { signal });
    return { written, truth, byB, byA };
  },
  judge(seen): Judgement {
    const picture = [shardBars('viewers per shard', viewersPerShard(seen.truth))];
    const failure = wrote(seen) ?? spread(seen) ?? found(seen);
    if (failure) return fail(failure, picture);
    return pass(
      {
        'viewers written': seen.written.length,
        'read through b': seen.byB.length,
        'read after the restart': seen.byA.length,
      },
      picture,
    );
  },
});

function wrote({ written }: AgreeSeen): Failure | undefined {
  const bad = written.find(({ item, call }) => statusOf(call) !== 201 || !sameViewer(item, bodyOf(call)));
  if (!bad) return undefined;
  return {
    did: `Wrote new viewers through instance a, among them ${request(bad.call)}.`,
    expected: `201 with the viewer: ${JSON.stringify({ ...bad.item, watchSeconds: 0 })}.`,
    observed: answer(bad.call),
    look: ['The handler of PUT /users/{id}, as the contract in README.md describes it.'],
  };
}

function spread({ written, truth }: AgreeSeen): Failure | undefined {
  const places = placements(truth);
  const ids = written.map(({ item }) => item.id).sort(byId);
  const look = 'Routing: one function of the id and the topology that names one shard.';
  const did = `Wrote ${some(ids.length, 'viewer')} through instance a, then read the table users on every shard.`;
  const expected = 'every viewer on exactly one shard, and at least 3 of the 4 shards in use.';
  const lost = ids.filter((id) => !places.has(id));
  if (lost.length > 0)
    return {
      did,
      expected,
      observed: `${some(lost.length, 'acknowledged viewer')} on no shard (first: ${lost[0]}, answered 201). A process that keeps viewers in its own memory loses them when it ends.`,
      look: ['Where a PUT goes: the row must be committed in PostgreSQL before the 201.'],
    };
  const twice = ids.find((id) => places.get(id)?.length !== 1);
  if (twice)
    return {
      did,
      expected,
      observed: `viewer ${twice} is on ${list(places.get(twice) ?? [])}: which of them is right?`,
      look: [look],
    };
  const used = [...viewersPerShard(truth)].filter(([, rows]) => rows > 0).map(([shard]) => shard);
  if (used.length >= 3) return undefined;
  return {
    did,
    expected,
    observed: `all ${some(ids.length, 'viewer')} are on ${list(used)}; the other shards hold none.`,
    look: [look],
  };
}

function found({ byB, byA, truth }: AgreeSeen): Failure | undefined {
  const places = placements(truth);
  const wrong = (sent: readonly Sent<Viewer>[]) =>
    sent
      .filter(({ item, call }) => statusOf(call) !== 200 || !sameViewer(item, bodyOf(call)))
      .sort((x, y) => byId(x.item.id, y.item.id))[0];
  const other = wrong(byB);
  if (other)
    return {
      did: `Wrote ${other.item.id} through instance a (201) and read it through instance b, which runs the same program with the same environment.`,
      expected: '200 with the viewer as written.',
      observed: `${told(other.call)}; the row is on ${list(places.get(other.item.id) ?? [])}.`,
      look: [
        'Routing must not depend on the process: hash functions seeded per process (Python hash(), Go maphash) and maps in memory do.',
      ],
    };
  const again = wrong(byA);
  if (!again) return undefined;
  return {
    did: `Wrote ${again.item.id} through instance a (201), ended a with kill -9, started it again and read.`,
    expected: '200 with the viewer as written.',
    observed: `${told(again.call)}; the row is on ${list(places.get(again.item.id) ?? [])}.`,
    look: ['What the routing remembers: whatever is only in memory is gone after a restart.'],
  };
}

function sameViewer(sent: Viewer, got: Readonly<Record<string, unknown>>): boolean {
  return (
    got.id === sent.id &&
    got.name === sent.name &&
    got.email === sent.email &&
    got.region === sent.region &&
    Number.isInteger(got.watchSeconds)
  );
}
