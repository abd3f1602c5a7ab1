import type { HeldFrame, Hold, PgFrame, PgProxy } from '../../../../kit.ts';
import type { Cluster } from '../../model/cluster.ts';
import { takesViewers } from '../../model/move-frames.ts';
import { HoldWork, type HoldWorkOptions } from './hold-work.ts';
import type { HoldSeen } from './seen.ts';
import type { MoveTracker } from './tracker.ts';

interface HoldsOptions extends HoldWorkOptions {
  readonly cluster: Cluster;
  readonly tracker: MoveTracker;
}

/** Holds of frames of one migration: two big ones, one after the other, and small ones in between. */
export interface Holds {
  readonly seen: readonly HoldSeen[];
  /** For how long frames have been held so far, in ms. */
  heldMs(): number;
  /** Catches no more; resolves when all writes that were sent meanwhile are over. */
  finish(): Promise<void>;
}

const SMALL_TO_SPARE = 12;
const SMALL_FROM_SOURCES = 6;

/**
 * The proxies as the scheduler of races. H1 holds the first frame that brings a viewer to s4, H2 the first that takes rows away
 * from an old shard; meanwhile one event is written to every viewer, until nothing more gets through. Later frames are held
 * shortly (T) while their own viewers are written to. Never two big holds at a time; a small one gives way to a big one.
 */
export function startHolds(options: HoldsOptions): Holds {
  const { arena, cluster, ledger, tracker } = options;
  const stop = new AbortController();
  const signal = AbortSignal.any([arena.signal, stop.signal]);
  const work = new HoldWork(options);

  const deletes = catcher(work, 'H2', SMALL_FROM_SOURCES);
  const watchSources = () =>
    cluster.shards.map(({ id, proxy }) =>
      follow(
        proxy,
        (frame) => takesViewers(frame, ledger),
        signal,
        (held, rearm) => deletes(id, held, rearm),
      ),
    );
  const arrivals = catcher(work, 'H1', SMALL_TO_SPARE);
  let watching = false;
  const { spare } = cluster;
  const arriving = follow(
    spare.proxy,
    (frame) => tracker.brings(frame),
    signal,
    (held, rearm) =>
      arrivals(spare.id, held, () => {
        rearm();
        // Deletes are watched from the end of H1 on: before, they would be held beside it.
        if (!watching) work.background.push(...watchSources());
        watching = true;
      }),
  );
  work.background.push(arriving);
  return {
    seen: work.seen,
    heldMs: () => work.seen.reduce((sum, { from, to }) => sum + to - from, 0),
    async finish() {
      stop.abort();
      for (let n = 0; n < work.background.length; n++) await work.background[n];
    },
  };
}

/** Makes the first frame a big hold and the next few small ones; says whether more are wanted. */
function catcher(work: HoldWork, label: 'H1' | 'H2', small: number) {
  let first = true;
  let left = small;
  return async (shard: string, held: HeldFrame, rearm: () => void): Promise<boolean> => {
    if (first) {
      first = false;
      await work.big(label, shard, held, rearm);
    } else if (work.busy) {
      rearm();
      held.release();
    } else if (left > 0) {
      left--;
      await work.small(shard, held, rearm);
    } else {
      held.release();
    }
    return left > 0;
  };
}

/**
 * Catches one matching frame after the other and hands each to `work`, which calls `rearm` before it lets the frame go, so that
 * the next one cannot slip through. Ends when `work` says false or the signal fires.
 */
async function follow(
  proxy: PgProxy,
  match: (frame: PgFrame) => boolean,
  signal: AbortSignal,
  work: (held: HeldFrame, rearm: () => void) => Promise<boolean>,
): Promise<void> {
  let hold: Hold = proxy.hold({ match });
  for (;;) {
    const held = await hold.next(120_000, signal).catch(() => undefined);
    if (!held) return hold.release();
    let next: Hold | undefined;
    const more = await work(held, () => {
      next = proxy.hold({ match });
    });
    if (!more) return next?.release();
    hold = next ?? proxy.hold({ match });
  }
}
