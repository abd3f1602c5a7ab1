import { defineCheck, type Failure, fail, type Judgement, pass } from '../../../../kit.ts';
import { missingIs, statsDifference, topDifference } from '../../model/answers.ts';
import { type Call, statusOf } from '../../model/api.ts';
import { answer, request } from '../../model/say.ts';
import { isSeeded, type Seeding, seedFailure } from '../../model/seeding.ts';
import { readTruth, type Truth } from '../../model/truth.ts';
import { statsOf, topOf } from './expected.ts';
import type { ScatterStage } from './stage.ts';

export interface ExactSeen {
  readonly seeding: Seeding;
  readonly truth: Pick<Truth, 'viewers' | 'events'>;
  readonly tops: readonly { readonly limit: number; readonly call: Call }[];
  readonly stats: Call | undefined;
}

const LIMITS = [10, 1, 100];

export const exact = defineCheck<ScatterStage, ExactSeen>({
  id: '3a',
  title: '/top and /stats are exact over all shards',
  minimum: { requests: LIMITS.length + 1, events: 250, 'shards with events': 4 },
  async observe(arena, { cluster, api, seeding }) {
    if (!isSeeded(seeding)) return { seeding, truth: { viewers: [], events: [] }, tops: [], stats: undefined };
    const truth = await readTruth(arena, cluster);
    const tops: { limit: number; call: Call }[] = [];
    for (const limit of LIMITS) tops.push({ limit, call: await api.top(limit) });
    return { seeding, truth, tops, stats: await api.stats() };
  },
  judge({ seeding, truth, tops, stats }): Judgement {
    const failure = seedFailure(seeding) ?? wrongTop(truth, tops) ?? (stats && wrongStats(truth, stats));
    if (failure) return fail(failure);
    const shards = new Set(truth.events.map(({ shard }) => shard)).size;
    const requests = tops.length + (stats ? 1 : 0);
    return pass({ requests, events: truth.events.length, 'shards with events': shards });
  },
});

const DID =
  'Made the shards uneven on purpose (many short events on s0, few long ones on s3, a tie across the 10th place)';

function wrongTop(truth: ExactSeen['truth'], tops: ExactSeen['tops']): Failure | undefined {
  for (const { limit, call } of tops) {
    const difference = statusOf(call) === 200 ? topDifference(call, topOf(truth, limit)) : answer(call);
    if (!difference && missingIs(call, [])) continue;
    return {
      did: `${DID}, then ${request(call)}.`,
      expected:
        'the viewers with the most watch time of all shards, ties by id bytewise, "partial":false, "missing":[].',
      observed: difference ?? answer(call),
      look: [
        'The merge: which of the candidates of each shard can be among the first of all, and in which order ties come.',
      ],
    };
  }
  return undefined;
}

function wrongStats(truth: ExactSeen['truth'], call: Call): Failure | undefined {
  const difference = statusOf(call) === 200 ? statsDifference(call, statsOf(truth)) : answer(call);
  if (!difference && missingIs(call, [])) return undefined;
  const mean = difference?.startsWith('avg') ? ': the mean of per-shard means is not the mean' : '';
  return {
    did: `${DID}, then ${request(call)}.`,
    expected: 'the sums over all shards, "partial":false, "missing":[].',
    observed: `${difference ?? answer(call)}${mean}.`,
    look: ['What each shard sends: some numbers can be added up, others cannot.'],
  };
}
