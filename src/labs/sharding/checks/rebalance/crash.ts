import { defineCheck, type Failure, fail, inconclusive, type Judgement, pass } from '../../../../kit.ts';
import { audit } from '../../model/audit.ts';
import { firstDamage } from '../../model/audit-failure.ts';
import { growthFailure } from '../../model/grown.ts';
import { stateOf } from '../../model/migration.ts';
import { answer, request, seconds, some } from '../../model/say.ts';
import { isSeeded, seedFailure } from '../../model/seeding.ts';
import { fixedIds } from '../../model/viewers.ts';
import { counted, leftovers } from './clean.ts';
import { runCrash, SETTLE_MS } from './crash-run.ts';
import { type CrashRun, type LiveRun, VIEWERS } from './seen.ts';
import type { RebalanceStage } from './stage.ts';
import { timeline } from './timeline.ts';

export interface CrashSeen {
  readonly live: Pick<LiveRun, 'seeding' | 'added' | 'end'>;
  /** Undefined when the undisturbed migration did not end: then there is no middle to kill it in. */
  readonly run: CrashRun | undefined;
}

export const crash = defineCheck<RebalanceStage, CrashSeen>({
  id: '7e',
  title: 'Killed in the middle of a migration, it finishes or takes it back by itself',
  limitMs: 120_000,
  minimum: { kills: 1, 'acknowledged events': VIEWERS / 3, 'viewers read at the end': VIEWERS },
  async observe(arena, stage) {
    const live = await stage.live(arena);
    const failed = !isSeeded(live.seeding) || live.end?.state !== 'done';
    return { live, run: failed ? undefined : await runCrash(arena, stage, live) };
  },
  judge({ live, run }): Judgement {
    const before =
      seedFailure(live.seeding) ?? growthFailure('Added s4 under load, without a crash.', live.added, live.end);
    if (before) return fail(before);
    if (!run) return inconclusive('The program was not killed.');
    const unseeded = seedFailure(run.seeding);
    if (unseeded) return fail(unseeded);
    if (!run.killedAt)
      return inconclusive('The migration was over before the moment chosen for the kill; the runs differ too much.');
    const failure =
      unsettled(run) ??
      lost(run) ??
      leftovers(did(run), run.after) ??
      counted(did(run), run.stats, run.after) ??
      gone(run);
    const pictures = [crashTimeline(run)];
    if (failure) return fail(failure, pictures);
    return pass(
      {
        kills: 1,
        'acknowledged events': run.ledger.writes.filter(({ ackedAt }) => ackedAt !== undefined).length,
        'viewers read at the end': VIEWERS - run.unread.length,
      },
      pictures,
    );
  },
});

function did({ killedAt }: CrashRun): string {
  return `Added s4 to fresh data under load, let ${killedAt?.what} on their way to s4 pass, ended the program with kill -9 at once and started it again with the same environment.`;
}

const LOOK =
  'Where the progress of a move is written down, and what a program that has just started makes of it: after each step, would another process know how to go on?';

function unsettled(run: CrashRun): Failure | undefined {
  if (run.settled !== 'never' || !run.last) return undefined;
  const state = stateOf(run.last);
  const told = state ? `says ${state}` : `got ${answer(run.last)}`;
  const rows =
    run.onlyOnSpare > 0
      ? `, but ${some(run.onlyOnSpare, 'viewer')} ${run.onlyOnSpare === 1 ? 'is' : 'are'} on s4 only`
      : '';
  return {
    did: did(run),
    expected: `"done", or "idle" with nothing on s4, within ${seconds(SETTLE_MS)}.`,
    observed: `${seconds(run.tookMs)} after the restart GET /admin/migration ${told}${rows}.`,
    look: [LOOK],
  };
}

function lost(run: CrashRun): Failure | undefined {
  const clause = firstDamage(audit(fixedIds(VIEWERS), run.ledger, run.after), run.zero);
  if (!clause) return undefined;
  return {
    did: did(run),
    expected: 'every viewer on exactly one shard, every acknowledged event exactly once and there.',
    observed: `${clause}.`,
    look: [LOOK],
  };
}

function gone(run: CrashRun): Failure | undefined {
  const [first] = run.unread;
  if (!first) return undefined;
  return {
    did: `${did(run)} Read all viewers when it was over.`,
    expected: '200 for each.',
    observed: `${some(run.unread.length, 'viewer')} cannot be read, the first: ${request(first)} got ${answer(first)}.`,
    look: [LOOK],
  };
}

function crashTimeline(run: CrashRun) {
  const { lost: gone } = audit(fixedIds(VIEWERS), run.ledger, run.after);
  const time = run.killedAt?.time ?? run.zero;
  return timeline('killed in the middle of the migration', run.zero, run.ledger, gone, [
    { label: 'kill -9', tone: 'bad', from: time, to: time },
  ]);
}
