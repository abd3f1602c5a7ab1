import { defineCheck, type Failure, fail, type Judgement, pass } from '../../../../kit.ts';
import { missingIs, statsDifference, topDifference } from '../../model/answers.ts';
import { type Call, statusOf } from '../../model/api.ts';
import { answer, request } from '../../model/say.ts';
import { seedFailure } from '../../model/seeding.ts';
import { statsOf, topOf } from '../scatter/expected.ts';
import { DEAD, type Outage, SILENT } from './seen.ts';
import type { OutageStage } from './stage.ts';

const MISSING = [SILENT, DEAD];

export const partial = defineCheck<OutageStage, Outage>({
  id: '4c',
  title: '/top and /stats answer for the shards that are left',
  limitMs: 60_000,
  minimum: { requests: 2, 'viewers on live shards': 50 },
  observe: (arena, stage) => stage.outage(arena),
  judge({ seeding, top, stats, live }): Judgement {
    const failure =
      seedFailure(seeding) ??
      (top && wrong(top, topDifference(top, topOf(live, 10)))) ??
      (stats && wrong(stats, statsDifference(stats, statsOf(live))));
    if (failure) return fail(failure);
    return pass({ requests: [top, stats].filter(Boolean).length, 'viewers on live shards': live.viewers.length });
  },
});

function wrong(call: Call, difference: string | undefined): Failure | undefined {
  const did = `${request(call)} while ${DEAD} was dead and ${SILENT} silent.`;
  const expected = `200 with what s0 and s3 hold, "partial":true, "missing":["${MISSING.join('","')}"].`;
  if (statusOf(call) !== 200)
    return {
      did,
      expected,
      observed: `${answer(call)}: nobody gets an answer because 2 of 4 shards are missing.`,
      look: ['What happens to the replies of the other shards when one of them fails.'],
    };
  if (!missingIs(call, MISSING))
    return {
      did,
      expected,
      observed: `${answer(call)}: the reply does not say what is missing.`,
      look: ['The fields "partial" and "missing" of the contract: a part must not look like the whole.'],
    };
  if (!difference) return undefined;
  return {
    did,
    expected,
    observed: `${difference} (over the two live shards).`,
    look: ['The merge of the replies that did come.'],
  };
}
