import { defineCheck, fail, type Judgement, pass } from '../../../../kit.ts';
import { answer, request, seconds } from '../../model/say.ts';
import { seedFailure } from '../../model/seeding.ts';
import { byId } from '../../model/viewers.ts';
import { DEAD, HEAL_MS, type Outage, SILENT } from './seen.ts';
import type { OutageStage } from './stage.ts';

export const back = defineCheck<OutageStage, Outage>({
  id: '4e',
  title: 'When a shard comes back, so do its viewers',
  limitMs: 60_000,
  minimum: { 'viewers of the dead shard': 40, 'viewers of the silent shard': 40 },
  observe: (arena, stage) => stage.outage(arena),
  judge({ seeding, healed }): Judgement {
    const unseeded = seedFailure(seeding);
    if (unseeded) return fail(unseeded);
    const [late] = healed.filter(({ afterMs }) => afterMs === undefined).sort((x, y) => byId(x.id, y.id));
    if (late)
      return fail({
        did: `Started ${DEAD} again and let the traffic of ${SILENT} pass, then read their viewers until each answered.`,
        expected: `200 for every viewer within ${seconds(HEAL_MS)}, without a restart of the program.`,
        observed: `${late.home} is back since ${seconds(HEAL_MS)}, ${request(late.last)} still got ${answer(late.last)}.`,
        look: ['Dead connections that stay in a pool, and circuit breakers that never close.'],
      });
    const of = (shard: string) => healed.filter(({ home }) => home === shard).length;
    const slowest = Math.max(0, ...healed.map(({ afterMs }) => afterMs ?? 0));
    return pass({
      'viewers of the dead shard': of(DEAD),
      'viewers of the silent shard': of(SILENT),
      'ms until all were back': Math.round(slowest),
    });
  },
});
