import { defineCheck, fail, type Judgement, pass } from '../../../../kit.ts';
import { bodyOf, type Call, statusOf } from '../../model/api.ts';
import { answer, request } from '../../model/say.ts';
import { importViewers, isSeeded, type Seeding, seedFailure } from '../../model/seeding.ts';
import { homesOf, readTruth } from '../../model/truth.ts';
import { randomIds, viewer } from '../../model/viewers.ts';
import type { SpreadStage } from './stage.ts';

interface Change {
  readonly id: string;
  readonly shard: string;
  readonly before: Call;
  readonly name: string;
  readonly after: Call;
}

export interface FreshSeen {
  readonly seeding: Seeding;
  readonly changes: readonly Change[];
}

const VIEWERS = 8;

export const fresh = defineCheck<SpreadStage, FreshSeen>({
  id: '2c',
  title: 'Replies come from the database, not from memory',
  minimum: { 'rows changed': VIEWERS },
  async observe(arena, { cluster, api }) {
    const ids = randomIds(arena.random, VIEWERS).map((id) => `${id}.c`);
    const seeding = await importViewers(
      api,
      ids.map((id) => viewer(id)),
      arena.signal,
    );
    if (!isSeeded(seeding)) return { seeding, changes: [] };
    const homes = homesOf(await readTruth(arena, cluster));
    arena.note('changing names by SQL between two reads');
    const change = async (id: string): Promise<Change> => {
      const shard = homes.get(id) ?? 'no shard';
      const name = `Changed ${arena.random.word(6)}`;
      const before = await api.get(id);
      if (homes.has(id)) {
        const sql = await arena.sql(shard, cluster.database);
        await sql.query('UPDATE users SET name = $2 WHERE user_id = $1', [id, name]);
      }
      return { id, shard, before, name, after: await api.get(id) };
    };
    return { seeding, changes: await Promise.all(ids.map(change)) };
  },
  judge({ seeding, changes }): Judgement {
    const failure = seedFailure(seeding);
    if (failure) return fail(failure);
    for (const { id, shard, before, name, after } of changes) {
      const unread = [before, after].find((call) => statusOf(call) !== 200);
      const stale = !unread && bodyOf(after).name !== name;
      if (!unread && !stale) continue;
      return fail({
        did: `Read ${id}, changed its name on ${shard} by SQL to “${name}”, read it again.`,
        expected: `200 with the name “${name}”.`,
        observed: unread
          ? `${request(unread)} got ${answer(unread)}.`
          : `the row of ${id} on ${shard} says “${name}”, the reply still says “${bodyOf(after).name}”: it did not come from the database.`,
        look: ['What is kept in memory between requests: a topology may be, rows of viewers may not.'],
      });
    }
    return pass({ 'rows changed': changes.length });
  },
});
