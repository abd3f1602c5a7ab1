import { defineCheck, fail, type Judgement, pass } from '../../../../kit.ts';
import { succeeded } from '../../model/api.ts';
import { answer, request, seconds } from '../../model/say.ts';
import { seedFailure } from '../../model/seeding.ts';
import { DEAD, type Outage, SILENT } from './seen.ts';
import type { OutageStage } from './stage.ts';

const REQUESTS = 300;
/** In SHARD_TIMEOUT_MS: nobody waits longer for a shard that is well. */
const WAIT_LIMIT = 2;

export const unharmed = defineCheck<OutageStage, Outage>({
  id: '4b',
  title: 'Requests to the other shards are unharmed',
  limitMs: 60_000,
  minimum: { 'requests to healthy shards': REQUESTS, 'while others waited': 20 },
  observe: (arena, stage) => stage.outage(arena),
  judge({ seeding, toOthers, meanwhile, baselineMs, timeoutMs }): Judgement {
    const unseeded = seedFailure(seeding);
    if (unseeded) return fail(unseeded);
    const limitMs = WAIT_LIMIT * timeoutMs + 20 * baselineMs;
    const did = `Sent ${REQUESTS} reads and writes for viewers of s0 and s3 while ${DEAD} was dead and ${SILENT} silent.`;
    const expected = `${REQUESTS} × 2xx, none later than ${seconds(limitMs)}.`;
    const look = [
      'What all shards share: one pool, one queue, one lock or one time limit is enough (bulkhead).',
    ] as const;
    const bad = toOthers.filter(({ call }) => !succeeded(call));
    const [first] = bad;
    if (first)
      return fail({
        did,
        expected,
        observed: `${bad.length} of ${toOthers.length} requests to healthy shards failed, the first: ${request(first.call)} got ${answer(first.call)}.`,
        look,
      });
    const slowest = [...toOthers].sort((x, y) => y.call.reply.ms - x.call.reply.ms)[0];
    if (slowest && slowest.call.reply.ms > limitMs)
      return fail({
        did,
        expected,
        observed: `${request(slowest.call)} took ${seconds(slowest.call.reply.ms)}: it waited for a shard it does not need.`,
        look,
      });
    return pass({ 'requests to healthy shards': toOthers.length, 'while others waited': meanwhile });
  },
});
