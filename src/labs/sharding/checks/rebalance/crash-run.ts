import { type Arena, eventually, now, pause, TimeLimitError } from '../../../../kit.ts';
import { type Call, statusOf } from '../../model/api.ts';
import { batch } from '../../model/batch.ts';
import { startLoad } from '../../model/load.ts';
import { MIGRATION_MS, stateOf } from '../../model/migration.ts';
import { isSeeded } from '../../model/seeding.ts';
import { placements, readTruth } from '../../model/truth.ts';
import { prepareGround, type RebalanceGround } from './ground.ts';
import { type CrashRun, type LiveRun, NO_ROWS } from './seen.ts';
import type { RebalanceStage } from './stage.ts';
import { MoveTracker } from './tracker.ts';

const CLIENTS = 4;
const DOWN_MS = 300;
export const SETTLE_MS = 20_000;

/** Adds s4 to fresh data and kills the program at a moment chosen from what the undisturbed run showed. */
export async function runCrash(arena: Arena, stage: RebalanceStage, live: LiveRun): Promise<CrashRun> {
  await stage.a.process.kill();
  const ground = await prepareGround(arena, 'grade_crash');
  const { cluster, a, ids, seeding, ledger } = ground;
  const blank: CrashRun = {
    ...{ seeding, zero: 0, added: undefined, killedAt: undefined, settled: undefined, last: undefined, tookMs: 0 },
    ...{ onlyOnSpare: 0, ledger, after: NO_ROWS, stats: undefined, unread: [] },
  };
  if (!isSeeded(seeding)) return blank;
  const load = startLoad({
    ...{ api: a.api, ledger, random: arena.random.fork('load'), viewers: ids, clients: CLIENTS },
    ...{ prefix: 'L', reads: 0.3, paceMs: 16, signal: arena.signal },
  });
  const zero = now();
  const { added, killedAt } = await killInTheMiddle(arena, ground, live);
  if (!killedAt) {
    await load.stop();
    return { ...blank, zero, added };
  }
  const settling = await settle(arena, ground);
  if (settling.settled !== 'never') await pause(200, arena.signal);
  await load.stop();
  const after = await readTruth(arena, cluster);
  const stats = await a.api.stats();
  const reads = await batch(ids, (id) => a.api.get(id), { signal: arena.signal });
  const unread = reads.map(({ call }) => call).filter((call) => statusOf(call) !== 200);
  return { ...blank, zero, added, killedAt, ...settling, after, stats, unread };
}

/** Freezes the program as its COMMIT passes, lets the server finish it, then kills: the program cannot know that it committed. */
async function killInTheMiddle(
  arena: Arena,
  { cluster, a, ids, ledger }: RebalanceGround,
  live: LiveRun,
): Promise<Pick<CrashRun, 'added' | 'killedAt'>> {
  const kind = live.commits >= 2 ? 'commit' : 'data';
  // In the middle by viewers, not by COMMITs: how many of those there are depends on what happens between them.
  const half = Math.max(1, Math.ceil(live.brought / 2));
  const tracker = new MoveTracker(ledger, new Set(ids));
  const hold = cluster.spare.proxy.hold({
    match: (frame) => tracker.see(frame) === kind && tracker.brought.size >= half,
  });
  arena.note(`adding s4 to fresh data, waiting until ${half} of ${live.brought} viewers are on their way`);
  const asked = a.api.addShard(cluster.spare, MIGRATION_MS);
  const held = await Promise.race([hold.next(MIGRATION_MS, arena.signal), overBefore(arena, a.api, asked)]);
  if (!held) {
    hold.release();
    return { added: await asked, killedAt: undefined };
  }
  arena.note('letting it pass and killing the program');
  a.process.pause();
  const replied = cluster.spare.proxy.tally.toClient;
  held.release();
  await passed(() => cluster.spare.proxy.tally.toClient > replied, arena.signal);
  const time = now();
  await a.process.kill();
  const added = await asked;
  await pause(DOWN_MS, arena.signal);
  arena.note('starting it again with the same environment');
  await arena.restart(a.process);
  return {
    added,
    killedAt: {
      what: `${kind === 'commit' ? `COMMIT ${tracker.commits}` : `data frame ${tracker.frames}`}, with ${tracker.brought.size} viewers`,
      time,
    },
  };
}

/** Resolves when the shard was refused or the migration is over: then the moment will not come any more. */
async function overBefore(arena: Arena, api: RebalanceGround['a']['api'], asked: Promise<Call>): Promise<undefined> {
  if (statusOf(await asked) !== 202) return undefined;
  const deadline = now() + MIGRATION_MS;
  while (now() < deadline && !arena.signal.aborted) {
    const call = await api.migration();
    if (call.reply.outcome === 'reply' && ['done', 'failed'].includes(stateOf(call))) return undefined;
    await pause(50, arena.signal);
  }
  return undefined;
}

async function passed(done: () => boolean, signal: AbortSignal): Promise<void> {
  try {
    await eventually(done, { limitMs: 1000, pollMs: 2, signal, what: 'the server answers the last frame' });
  } catch (error) {
    // A server that says nothing has perhaps not finished it: the kill is a fair one all the same.
    if (!(error instanceof TimeLimitError)) throw error;
  }
}

/**
 * Asks until the migration is over: `done`, or no migration and nothing on s4. A program that has just started may say `idle`
 * before it has looked; it is asked again, and an empty s4 has to stay empty.
 */
async function settle(
  arena: Arena,
  { cluster, a }: RebalanceGround,
): Promise<Pick<CrashRun, 'settled' | 'last' | 'tookMs' | 'onlyOnSpare'>> {
  arena.note('waiting for the migration to resume or to be rolled back');
  const started = now();
  let emptySince: number | undefined;
  for (;;) {
    const last = await a.api.migration();
    const state = stateOf(last);
    const tookMs = now() - started;
    if (state === 'done') return { settled: 'done', last, tookMs, onlyOnSpare: 0 };
    const resting = state === 'idle' || state === 'failed';
    const empty = resting && (await readTruth(arena, cluster, [cluster.spare.id])).viewers.length === 0;
    if (!empty) emptySince = undefined;
    else if (emptySince === undefined) emptySince = now();
    else if (now() - emptySince > 500) return { settled: 'rolled back', last, tookMs, onlyOnSpare: 0 };
    if (tookMs > SETTLE_MS) {
      const places = [...placements(await readTruth(arena, cluster)).values()];
      const onlyOnSpare = places.filter((shards) => shards.join() === cluster.spare.id).length;
      return { settled: 'never', last, tookMs, onlyOnSpare };
    }
    await pause(60, arena.signal);
  }
}
