import { defineCheck, type Failure, fail, type Judgement, pass } from '../../../../kit.ts';
import { type Call, errorOf, statusOf } from '../../model/api.ts';
import type { Sent } from '../../model/batch.ts';
import { answer, request, seconds } from '../../model/say.ts';
import { seedFailure } from '../../model/seeding.ts';
import { DEAD, type Outage, SILENT } from './seen.ts';
import type { OutageStage } from './stage.ts';

/** Limits in SHARD_TIMEOUT_MS, where a shard is dead (connections are refused) and where it is silent; more on a slow machine. */
const DEAD_LIMIT = 2.5;
const SILENT_LIMIT = 3.5;

export const failFast = defineCheck<OutageStage, Outage>({
  id: '4a',
  title: 'Requests to a lost shard fail fast and say why',
  limitMs: 60_000,
  minimum: { 'requests to the dead shard': 40, 'requests to the silent shard': 40, 'bytes swallowed': 1 },
  observe: (arena, stage) => stage.outage(arena),
  judge(seen): Judgement {
    const slack = 20 * seen.baselineMs;
    const failure =
      seedFailure(seen.seeding) ??
      slow(seen, seen.toDead, DEAD, DEAD_LIMIT * seen.timeoutMs + slack) ??
      slow(seen, seen.toSilent, SILENT, SILENT_LIMIT * seen.timeoutMs + slack);
    if (failure) return fail(failure);
    return pass({
      'requests to the dead shard': seen.toDead.length,
      'requests to the silent shard': seen.toSilent.length,
      'bytes swallowed': seen.swallowedBytes,
    });
  },
});

function slow(
  { timeoutMs }: Outage,
  sent: readonly Sent<string>[],
  shard: string,
  limitMs: number,
): Failure | undefined {
  const how = shard === DEAD ? 'whose server was killed' : 'which is silent';
  for (const { item, call } of sent) {
    const did = `${request(call)}: viewer ${item} lives on ${shard}, ${how}; 20 requests at a time.`;
    const expected = `503 {"error":{"code":"shard_unavailable","shard":"${shard}",…}} with Retry-After, within ${seconds(limitMs)}.`;
    if (call.reply.outcome !== 'reply' || call.reply.ms > limitMs)
      return {
        did,
        expected,
        observed: `${late(call)}; SHARD_TIMEOUT_MS is ${timeoutMs}.`,
        look: [
          'A partition is not an error until you time it out: waiting for a free connection, connecting and querying all need a limit.',
        ],
      };
    if (!refused(call, shard))
      return {
        did,
        expected,
        observed: `${answer(call)}${retryAfter(call) ? '' : ', no Retry-After header'}.`,
        look: ['Where the error of a database call becomes a reply: which shard was it, and is it worth trying again?'],
      };
  }
  return undefined;
}

function late(call: Call): string {
  return call.reply.outcome === 'reply' ? `${answer(call)} after ${seconds(call.reply.ms)}` : answer(call);
}

function refused(call: Call, shard: string): boolean {
  const error = errorOf(call);
  return statusOf(call) === 503 && error.code === 'shard_unavailable' && error.shard === shard && retryAfter(call);
}

/** Retry-After in seconds, as the contract says. */
function retryAfter({ reply }: Call): boolean {
  return reply.outcome === 'reply' && /^\d+$/.test(reply.headers['retry-after'] ?? '');
}
