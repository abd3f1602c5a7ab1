import { defineCheck, type Failure, fail, type Judgement, pass } from '../../../../kit.ts';
import { bodyOf, statusOf } from '../../model/api.ts';
import { audit, damaged } from '../../model/audit.ts';
import { firstDamage } from '../../model/audit-failure.ts';
import { answer, list, request } from '../../model/say.ts';
import { isSeeded, type Seeding, seedFailure } from '../../model/seeding.ts';
import { placements } from '../../model/truth.ts';
import { byId } from '../../model/viewers.ts';
import { type MoveRun, runMoves } from './move-run.ts';
import { EU, type RegionsStage } from './stage.ts';

export interface MoveSeen {
  readonly seeding: Seeding;
  readonly run: MoveRun | undefined;
}

export const move = defineCheck<RegionsStage, MoveSeen>({
  id: '5e',
  title: 'A viewer moves to another region while being written, and nothing is lost',
  limitMs: 60_000,
  minimum: { 'viewers moved': 5, 'frames held': 5, 'writes while held': 15, 'writes acknowledged': 50, reads: 10 },
  async observe(arena, stage) {
    return { seeding: stage.seeding, run: isSeeded(stage.seeding) ? await runMoves(arena, stage) : undefined };
  },
  judge({ seeding, run }): Judgement {
    const unseeded = seedFailure(seeding);
    if (unseeded) return fail(unseeded);
    if (!run) return fail({ did, expected, observed: 'nothing could be moved.', look: [LOOK] });
    const failure = unreachable(run) ?? refused(run) ?? lost(run) ?? abroad(run) ?? changed(run) ?? vanished(run);
    if (failure) return fail(failure);
    const sum = (pick: (one: MoveRun['moves'][number]) => number) =>
      run.moves.reduce((total, one) => total + pick(one), 0);
    return pass({
      'viewers moved': run.moves.length,
      'frames held': sum(({ held }) => held.target + held.source),
      'writes while held': sum(({ writesWhileHeld }) => writesWhileHeld),
      'writes acknowledged': run.ledger.writes.filter(({ ackedAt }) => ackedAt !== undefined).length,
      reads: run.ledger.reads.length,
    });
  },
});

const did =
  'POST /users/{id}/region to eu for 5 us viewers, each with 6 writers and a reader; held the first message that brings the viewer to the eu and the first that removes it from the us, and sent 3 writes meanwhile.';
const expected =
  'the rows of each on one eu shard only, every acknowledged event once, no read that is 404 or older than an acknowledged write.';
const LOOK =
  'The moment at which writes stop going to the old place, and what happens to those that arrive between the copy and that moment.';

function unreachable({ unreachable: call }: MoveRun): Failure | undefined {
  if (!call) return undefined;
  return {
    did: 'Let the traffic of both eu shards pass again and read eu viewers.',
    expected: '200 for each within 8 s.',
    observed: `${request(call)} still got ${answer(call)}.`,
    look: ['Dead connections that stay in a pool, and circuit breakers that never close.'],
  };
}

function refused({ moves }: MoveRun): Failure | undefined {
  const bad = moves.find(({ call }) => statusOf(call) !== 200 || bodyOf(call).region !== 'eu');
  if (!bad) return undefined;
  return {
    did,
    expected: `200 with the viewer, "region":"eu", for ${request(bad.call)} (503 is tried again for 10 s).`,
    observed: `${answer(bad.call)}.`,
    look: ['The handler of POST /users/{id}/region.'],
  };
}

function lost({ moves, ledger, after }: MoveRun): Failure | undefined {
  const start = Math.min(...moves.map(({ call }) => call.sentAt));
  const damage = firstDamage(
    audit(
      moves.map(({ viewer }) => viewer),
      ledger,
      after,
    ),
    start,
  );
  return damage === undefined ? undefined : { did, expected, observed: `${damage}.`, look: [LOOK] };
}

function abroad({ moves, after }: MoveRun): Failure | undefined {
  const places = placements(after);
  const ids = moves.map(({ viewer }) => viewer).sort(byId);
  const bad = ids.find((id) => places.get(id)?.some((shard) => !(EU as readonly string[]).includes(shard)));
  if (bad) return { did, expected, observed: `${bad} is still on ${list(places.get(bad) ?? [])} (us).`, look: [LOOK] };
  const row = after.viewers.find(({ region }) => region !== 'eu');
  if (!row) return undefined;
  return {
    did,
    expected: `${expected} The column region says eu.`,
    observed: `the row of ${row.id} on ${row.shard} says region ${row.region}.`,
    look: ['Which columns of a viewer change with a move.'],
  };
}

function changed({ before, after }: MoveRun): Failure | undefined {
  const damage = damaged(before, after);
  if (!damage) return undefined;
  return {
    did: `${did} Then compared the rows with those before, column by column.`,
    expected: `${damage.what} as it was: ${damage.was}.`,
    observed: `${damage.is}.`,
    look: ['The list of columns that a move copies.'],
  };
}

function vanished({ ledger }: MoveRun): Failure | undefined {
  const bad = ledger.reads.find(({ status }) => status === 404);
  const write = ledger.writes.find(({ attempts }) => attempts.some(({ status }) => status === 404));
  if (!bad && !write) return undefined;
  return {
    did,
    expected,
    observed: bad
      ? `GET /users/${bad.viewer} answered 404 during the move.`
      : `POST /users/${write?.viewer}/events answered 404 during the move.`,
    look: ['What a reader sees between the old place and the new one.'],
  };
}
