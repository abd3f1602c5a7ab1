import { defineCheck, type Failure, fail, type Judgement, pass } from '../../../../kit.ts';
import { type Call, errorOf, statusOf } from '../../model/api.ts';
import { growthFailure } from '../../model/grown.ts';
import { stateOf } from '../../model/migration.ts';
import { answer } from '../../model/say.ts';
import { seedFailure } from '../../model/seeding.ts';
import { did } from './minimal.ts';
import type { Growth } from './seen.ts';
import type { GrowthStage } from './stage.ts';

export const conflict = defineCheck<GrowthStage, Growth>({
  id: '6d',
  title: 'A second migration and a known shard are refused',
  limitMs: 90_000,
  minimum: { 'while running': 1, 'known shards': 2 },
  observe: (arena, stage) => stage.growth(arena),
  judge(seen): Judgement {
    const failure =
      seedFailure(seen.seeding) ??
      growthFailure(did, seen.added, seen.end) ??
      second(seen) ??
      running(seen) ??
      again(seen);
    if (failure) return fail(failure);
    return pass({ 'while running': seen.second ? 1 : 0, 'known shards': seen.again.length });
  },
});

function second({ second: call }: Growth): Failure | undefined {
  if (!call || is409(call, 'migration_running')) return undefined;
  return {
    did: 'Held the first message to s4, so that the migration was surely under way, and posted another shard s5.',
    expected: '409 {"error":{"code":"migration_running",…}}.',
    observed: `a second POST /admin/shards during a migration got ${answer(call)}: two movers would fight.`,
    look: [
      'What POST /admin/shards looks at before it starts anything, and where that is written down for the other instances.',
    ],
  };
}

function running({ running: call }: Growth): Failure | undefined {
  if (!call || stateOf(call) === 'running') return undefined;
  return {
    did: 'Held the first message to s4 and asked GET /admin/migration.',
    expected: '200 {"state":"running",…}.',
    observed: `${answer(call)}.`,
    look: ['Where the state of the migration is kept.'],
  };
}

function again({ again: calls }: Growth): Failure | undefined {
  const bad = calls.find((call) => !is409(call, 'shard_exists'));
  if (!bad) return undefined;
  return {
    did: 'Posted s4 and s0 again after the migration was done.',
    expected: '409 {"error":{"code":"shard_exists",…}} for both.',
    observed: `${answer(bad)}.`,
    look: ['What POST /admin/shards looks at before it starts anything.'],
  };
}

function is409(call: Call, code: string): boolean {
  return statusOf(call) === 409 && errorOf(call).code === code;
}
