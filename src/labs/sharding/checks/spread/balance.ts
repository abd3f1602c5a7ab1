import { defineCheck, type Failure, fail, type Judgement, pass } from '../../../../kit.ts';
import { BAND, shardBars } from '../../model/pictures.ts';
import { count, some } from '../../model/say.ts';
import { importViewers, isSeeded, type Seeding, seedFailure } from '../../model/seeding.ts';
import { readTruth } from '../../model/truth.ts';
import { populations, viewer } from '../../model/viewers.ts';
import { looksAt } from './looks-at.ts';
import type { SpreadStage } from './stage.ts';

interface Spread {
  readonly population: string;
  readonly ids: number;
  readonly seeding: Seeding;
  /** `users` rows of this population per shard. */
  readonly perShard: ReadonlyMap<string, number>;
  /** Where each id of this population is. */
  readonly homes: ReadonlyMap<string, string>;
}

export interface BalanceSeen {
  readonly spreads: readonly Spread[];
}

export const balance = defineCheck<SpreadStage, BalanceSeen>({
  id: '2a',
  title: 'Five kinds of ids spread evenly over the shards',
  minimum: { populations: 5, 'viewers imported': 10_000 },
  async observe(arena, { cluster, api }) {
    const imported: { name: string; ids: readonly string[]; seeding: Seeding }[] = [];
    for (const { name, ids } of populations()) {
      arena.note(`importing 2,000 viewers with ids like ${name}`);
      const seeding = await importViewers(
        api,
        ids.map((id) => viewer(id)),
        arena.signal,
      );
      imported.push({ name, ids, seeding });
      if (!isSeeded(seeding)) break;
    }
    const shards = cluster.shards.map(({ id }) => id);
    const truth = await readTruth(arena, cluster, shards);
    return {
      spreads: imported.map(({ name, ids, seeding }) => {
        const mine = new Set(ids);
        const perShard = new Map(shards.map((shard) => [shard, 0]));
        const homes = new Map<string, string>();
        for (const { id, shard } of truth.viewers) {
          if (!mine.has(id)) continue;
          perShard.set(shard, (perShard.get(shard) ?? 0) + 1);
          homes.set(id, shard);
        }
        return { population: name, ids: ids.length, seeding, perShard, homes };
      }),
    };
  },
  judge({ spreads }): Judgement {
    const pictures = spreads.map(({ population, perShard }) =>
      shardBars(`viewers per shard, ids ${population}`, perShard),
    );
    for (const spread of spreads) {
      const failure = seedFailure(spread.seeding) ?? complete(spread) ?? even(spread);
      if (failure) return fail(failure, pictures);
    }
    const total = spreads.reduce((sum, { ids }) => sum + ids, 0);
    return pass({ populations: spreads.length, 'viewers imported': total }, pictures);
  },
});

function complete({ population, ids, perShard }: Spread): Failure | undefined {
  const rows = sum(perShard);
  if (rows === ids) return undefined;
  return {
    did: `Imported ${some(ids, 'viewer')} with ids ${population}, then counted the rows of users on every shard.`,
    expected: `${count(ids)} rows in all, each on one shard.`,
    observed: `${count(rows)} rows (${told(perShard)}).`,
    look: [
      'The handler of POST /users/bulk: every viewer of the body goes to its own shard, and the reply comes after the commit.',
    ],
  };
}

function even({ population, ids, perShard, homes }: Spread): Failure | undefined {
  const mean = sum(perShard) / perShard.size;
  const far = ([, a]: [string, number], [, b]: [string, number]) => Math.abs(b - mean) - Math.abs(a - mean);
  const [worst] = [...perShard].filter(([, rows]) => rows < BAND[0] * mean || rows > BAND[1] * mean).sort(far);
  if (!worst) return undefined;
  const [shard, rows] = worst;
  const hint = looksAt(homes);
  return {
    did: `Imported ${some(ids, 'viewer')} with ids ${population}, then counted the rows of users on every shard.`,
    expected: `every shard holds ${BAND[0]} to ${BAND[1]} times the mean of ${count(mean)}.`,
    observed: `${shard} got ${count(rows)} of ${count(ids)}, ${(rows / mean).toFixed(2)} × the mean (${told(perShard)}).`,
    look: [cause(rows / mean)],
    hint,
  };
}

function cause(ratio: number): string {
  return ratio > 1.9 || ratio < 0.3
    ? 'The routing function: it seems to ignore most of the bits of the id (a number modulo 4, the first letter, a range?).'
    : 'The routing function: a ring with few points per shard, or with a hash that puts similar ids close together, has arcs of very different length.';
}

function told(perShard: ReadonlyMap<string, number>): string {
  return [...perShard].map(([shard, rows]) => `${shard} ${count(rows)}`).join(', ');
}

function sum(perShard: ReadonlyMap<string, number>): number {
  return [...perShard.values()].reduce((total, rows) => total + rows, 0);
}
