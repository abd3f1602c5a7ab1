import { defineCheck, type Failure, fail, type Judgement, pass } from '../../../../kit.ts';
import { errorOf, statusOf } from '../../model/api.ts';
import { answer, list, request, some } from '../../model/say.ts';
import { seedFailure } from '../../model/seeding.ts';
import { placements } from '../../model/truth.ts';
import { byId } from '../../model/viewers.ts';
import { DEAD, type Outage, SILENT } from './seen.ts';
import type { OutageStage } from './stage.ts';

const VIEWERS = 100;
const LOOK = [
  'What a write does when the shard it belongs to cannot be reached: a row on another shard is a row that nobody will find.',
] as const;

export const elsewhere = defineCheck<OutageStage, Outage>({
  id: '4d',
  title: 'A write never goes to another shard instead',
  limitMs: 60_000,
  minimum: { 'viewers written': VIEWERS, refused: 1, 'found after recovery': 1 },
  observe: (arena, stage) => stage.outage(arena),
  judge(seen): Judgement {
    const failure =
      seedFailure(seen.seeding) ?? strange(seen) ?? misplaced(seen) ?? noneRefused(seen) ?? unfindable(seen);
    if (failure) return fail(failure);
    const refused = seen.puts.filter(({ call }) => statusOf(call) === 503).length;
    return pass({ 'viewers written': seen.puts.length, refused, 'found after recovery': seen.found.length });
  },
});

const did = `Wrote ${VIEWERS} new viewers while ${DEAD} was dead and ${SILENT} silent, then read every shard when both were back.`;
const expected = 'viewers of the two lost shards refused with 503 and stored nowhere, all others 201 and stored once.';

function strange({ puts }: Outage): Failure | undefined {
  const bad = puts.find(({ call }) => statusOf(call) !== 201 && statusOf(call) !== 503);
  return bad && { did, expected, observed: `${request(bad.call)} got ${answer(bad.call)}.`, look: LOOK };
}

function misplaced({ puts, after }: Outage): Failure | undefined {
  const places = placements(after);
  for (const { item, call } of [...puts].sort((x, y) => byId(x.item.id, y.item.id))) {
    const shards = places.get(item.id) ?? [];
    const told = `${item.id} (${answer(call)})`;
    if (shards.length > 1) return { did, expected, observed: `${told} is on ${list(shards)}.`, look: LOOK };
    if (statusOf(call) === 201 && shards.length === 0)
      return { did, expected, observed: `${told} is on no shard.`, look: ['When a 201 is sent: after the commit.'] };
    // A 503 for a statement that was already sent is unknown rather than refused: then the row may be on the shard it names.
    const lost = errorOf(call).shard;
    if (statusOf(call) === 503 && shards[0] && shards[0] !== lost && ![DEAD, SILENT].includes(shards[0]))
      return { did, expected, observed: `${told} was stored on ${shards[0]} although it was refused.`, look: LOOK };
  }
  return undefined;
}

function noneRefused({ puts, after }: Outage): Failure | undefined {
  if (puts.length < VIEWERS || puts.some(({ call }) => statusOf(call) === 503)) return undefined;
  const places = placements(after);
  const [first] = [...puts].sort((x, y) => byId(x.item.id, y.item.id));
  const where = first ? list(places.get(first.item.id) ?? []) : '';
  return {
    did,
    expected,
    observed: `all ${some(puts.length, 'viewer')} were accepted, none refused (for example ${first?.item.id}, stored on ${where}): those that belong on ${SILENT} and ${DEAD} went to other shards.`,
    look: LOOK,
  };
}

function unfindable({ found, after }: Outage): Failure | undefined {
  const places = placements(after);
  const bad = found.find(({ call }) => statusOf(call) !== 200);
  if (!bad) return undefined;
  return {
    did,
    expected,
    observed: `${bad.item.id} was stored on ${list(places.get(bad.item.id) ?? [])} while its home was lost (201); after recovery ${request(bad.call)} got ${answer(bad.call)}: nobody will find it.`,
    look: LOOK,
  };
}
