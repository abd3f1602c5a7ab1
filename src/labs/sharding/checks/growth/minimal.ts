import { defineCheck, type Evidence, type Failure, fail, type Judgement, pass } from '../../../../kit.ts';
import { growthFailure } from '../../model/grown.ts';
import { movementMatrix, shardBars } from '../../model/pictures.ts';
import { count, some } from '../../model/say.ts';
import { seedFailure } from '../../model/seeding.ts';
import { homesOf, viewersPerShard } from '../../model/truth.ts';
import type { Growth } from './seen.ts';
import type { GrowthStage } from './stage.ts';

/** Ideal is 1/5. A ring of 100 points per shard moves 0.16 – 0.25 (Monte Carlo), modulo 0.80. */
const MOVED = [0.1, 0.32] as const;

export const did =
  'Added s4 to four shards with 600 viewers and no load, and compared by SQL where each viewer was before and after.';

export const minimal = defineCheck<GrowthStage, Growth>({
  id: '6a',
  title: 'Only what the new shard takes over moves',
  limitMs: 90_000,
  minimum: { viewers: 600, moved: 60 },
  observe: (arena, stage) => stage.growth(arena),
  judge(seen): Judgement {
    const failure = seedFailure(seen.seeding) ?? growthFailure(did, seen.added, seen.end) ?? moved(seen);
    const pictures = seen.end ? growthPictures(seen) : [];
    if (failure) return fail(failure, pictures);
    return pass({ viewers: homesOf(seen.before).size, moved: movements(seen).length }, pictures);
  },
});

interface Movement {
  readonly id: string;
  readonly from: string;
  readonly to: string;
}

/** Viewers whose shard changed. */
function movements({ before, after }: Pick<Growth, 'before' | 'after'>): Movement[] {
  const then = homesOf(before);
  return [...homesOf(after)].flatMap(([id, to]) => {
    const from = then.get(id);
    return from !== undefined && from !== to ? [{ id, from, to }] : [];
  });
}

function moved(seen: Growth): Failure | undefined {
  const all = movements(seen);
  const viewers = homesOf(seen.before).size;
  const between = all.filter(({ to }) => to !== 's4');
  const look = [
    'How the routing changes when a shard is added: most viewers must get the same answer as before.',
  ] as const;
  const expected = `between ${count(MOVED[0] * viewers)} and ${count(MOVED[1] * viewers)} of ${viewers} viewers on s4 (a fifth is ideal), and none moved between the old shards.`;
  if (between.length > 0)
    return {
      did,
      expected,
      observed: `${some(between.length, 'viewer')} moved between old shards (${pairs(between)}), ${all.length - between.length} to s4. A hash modulo the number of shards reshuffles almost everything.`,
      look,
    };
  const share = all.length / viewers;
  if (share >= MOVED[0] && share <= MOVED[1]) return undefined;
  return {
    did,
    expected,
    observed: `${some(all.length, 'viewer')} moved to s4 (${(100 * share).toFixed(0)} %).`,
    look: all.length === 0 ? ['What "done" means: the rows that belong on s4 are there.'] : look,
  };
}

/** `s0→s1 62, s0→s2 58, …`: the commonest movements. */
function pairs(moved: readonly Movement[]): string {
  const counts = new Map<string, number>();
  for (const { from, to } of moved) counts.set(`${from}→${to}`, (counts.get(`${from}→${to}`) ?? 0) + 1);
  const ordered = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const told = ordered.slice(0, 3).map(([pair, n]) => `${pair} ${n}`);
  return `${told.join(', ')}${ordered.length > 3 ? ', …' : ''}`;
}

export function growthPictures({ before, after }: Pick<Growth, 'before' | 'after'>): Evidence[] {
  const shards = ['s0', 's1', 's2', 's3', 's4'];
  return [
    shardBars('viewers per shard before', new Map([...viewersPerShard(before)].filter(([shard]) => shard !== 's4'))),
    shardBars('viewers per shard after', viewersPerShard(after)),
    movementMatrix('viewers by shard, before and after', shards, homesOf(before), homesOf(after)),
  ];
}
