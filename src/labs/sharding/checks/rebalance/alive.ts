import { defineCheck, type Failure, fail, type Judgement, pass } from '../../../../kit.ts';
import { growthFailure } from '../../model/grown.ts';
import type { Write } from '../../model/ledger.ts';
import { clip, some } from '../../model/say.ts';
import { seedFailure } from '../../model/seeding.ts';
import { homesOf } from '../../model/truth.ts';
import { byId } from '../../model/viewers.ts';
import { did } from './forced.ts';
import type { HoldSeen, LiveRun } from './seen.ts';
import type { RebalanceStage } from './stage.ts';

/** Waiting writers may use up a small pool while a frame is held; right solutions reach 97.8 %, a freeze per shard 75 %. */
const SHARE = 0.9;

export const alive = defineCheck<RebalanceStage, LiveRun>({
  id: '7b',
  title: 'Viewers that do not move notice nothing; those that do wait, and are never unknown',
  limitMs: 120_000,
  minimum: { 'writes to viewers that stay, while held': 100 },
  observe: (arena, stage) => stage.live(arena),
  judge(run): Judgement {
    const failure =
      seedFailure(run.seeding) ??
      growthFailure(did, run.added, run.end) ??
      unknown(run) ??
      strange(run) ??
      stopped(run) ??
      starved(run);
    if (failure) return fail(failure);
    const { sent, answered } = unaffected(run);
    return pass({ 'writes to viewers that stay, while held': sent, 'answered before the release': answered });
  },
});

const expected =
  'viewers that do not move can be written to at all times (at least 90 % of the writes answered 2xx before the held message is let go); moving ones answer 2xx or 503 shard_moving, never 404, and 2xx within 10 s.';

/**
 * Writes to viewers that in the end had not moved, sent during a big hold, and how many of them got through before its end.
 * A program may give up a held frame before the writes were over: those it had no time to answer do not count.
 */
function unaffected({ holds, quietMs, before, after }: Pick<LiveRun, 'holds' | 'quietMs' | 'before' | 'after'>) {
  const [then, now] = [homesOf(before), homesOf(after)];
  const stays = ({ viewer }: Write) => then.get(viewer) === now.get(viewer);
  let [sent, answered] = [0, 0];
  let worst: { hold: HoldSeen; sent: number; answered: number } | undefined;
  for (const hold of holds) {
    if (hold.label === 'T') continue;
    const got = ({ ackedAt }: Write) => ackedAt !== undefined && ackedAt <= hold.to;
    const enough = Math.max(quietMs / 2, 2 * usualMs(hold.writes.filter(got)));
    const inTime = ({ attempts }: Write) => hold.to - (attempts[0]?.sentAt ?? hold.to) > enough;
    const writes = hold.writes.filter((write) => stays(write) && (got(write) || inTime(write)));
    const through = writes.filter(got).length;
    sent += writes.length;
    answered += through;
    if (!worst || through * worst.sent < worst.answered * writes.length)
      worst = { hold, sent: writes.length, answered: through };
  }
  return { sent, answered, worst };
}

/** 19 of 20 of these writes were answered within this time. */
function usualMs(writes: readonly Write[]): number {
  const times = writes
    .map(({ attempts, ackedAt }) => (ackedAt ?? 0) - (attempts[0]?.sentAt ?? 0))
    .sort((x, y) => x - y);
  return times[Math.floor(0.95 * times.length)] ?? 0;
}

function stopped(run: LiveRun): Failure | undefined {
  const { sent, answered, worst } = unaffected(run);
  if (!worst || answered >= SHARE * sent) return undefined;
  return {
    did,
    expected,
    observed: `while one message of the migration was held (${worst.hold.shard}: “${clip(worst.hold.sql, 80)}”), ${worst.answered} of ${some(worst.sent, 'viewer')} that do not move could be written to: more than the moving keys is locked.`,
    look: [
      'What a write has to wait for during a move: a lock on everything, on a shard, or on the viewers that are moving just now?',
    ],
  };
}

function unknown({ ledger, zero }: LiveRun): Failure | undefined {
  const reads = ledger.reads
    .filter(({ status }) => status === 404)
    .map(({ viewer, endedAt }) => ({ viewer, endedAt, what: 'GET' }));
  const writes = ledger.writes.flatMap(({ viewer, attempts }) =>
    attempts.filter(({ status }) => status === 404).map(({ endedAt }) => ({ viewer, endedAt, what: 'an event' })),
  );
  const all = [...reads, ...writes].sort((x, y) => byId(x.viewer, y.viewer));
  const [first] = all;
  if (!first) return undefined;
  return {
    did,
    expected,
    observed: `${some(all.length, 'request')} got 404 for viewers that exist, the first: ${first.what} for ${first.viewer} at +${Math.round(first.endedAt - zero)} ms.`,
    look: [
      'The order of copy and switch: a place must not be asked before the viewer is there, nor after the viewer has left.',
    ],
  };
}

function strange({ ledger }: LiveRun): Failure | undefined {
  const odd = (status: number | undefined) => status !== undefined && status >= 300 && status !== 503;
  const read = ledger.reads.find(({ status }) => odd(status));
  const write = ledger.writes
    .flatMap((one) => one.attempts.map((attempt) => ({ ...attempt, viewer: one.viewer })))
    .find(({ status }) => odd(status));
  const first = read ?? write;
  if (!first) return undefined;
  return {
    did,
    expected,
    observed: `${read ? 'GET' : 'an event'} for ${first.viewer} got ${first.status} ${first.code}.`,
    look: ['Errors of the database during a move, and the replies they become.'],
  };
}

function starved({ ledger, zero }: LiveRun): Failure | undefined {
  const open = ledger.writes.filter(({ ackedAt }) => ackedAt === undefined).sort((x, y) => byId(x.viewer, y.viewer));
  const [first] = open;
  if (!first) return undefined;
  const last = first.attempts.at(-1);
  const began = first.attempts[0]?.sentAt ?? zero;
  return {
    did,
    expected,
    observed: `${some(open.length, 'write')} never got a 2xx, the first: ${first.viewer}/${first.event.eventId}, sent at +${Math.round(began - zero)} ms and ${first.attempts.length} times, last reply ${last?.status ?? 'none'} ${last?.code ?? ''}.`,
    look: ['When a viewer stops being "moving".'],
  };
}
