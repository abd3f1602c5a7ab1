import { type Arena, eventually, type HeldFrame, type Hold, now, pause, TimeLimitError } from '../../../../kit.ts';
import { type Call, statusOf } from '../../model/api.ts';
import type { Seat } from '../../model/cluster.ts';
import { Ledger } from '../../model/ledger.ts';
import { RETRY_MS, startLoad, untilAcked } from '../../model/load.ts';
import { bringsViewers, takesViewers } from '../../model/move-frames.ts';
import { readTruth, type Truth } from '../../model/truth.ts';
import { range } from '../../model/viewers.ts';
import type { RegionsStage } from './stage.ts';

/** One viewer moved from the us to the eu while it was being written and read. */
interface Move {
  readonly viewer: string;
  /** The last reply to POST …/region; a 503 was tried again. */
  readonly call: Call;
  /** Frames of the move that were held while writes were sent. */
  readonly held: { readonly target: number; readonly source: number };
  readonly writesWhileHeld: number;
}

export interface MoveRun {
  readonly moves: readonly Move[];
  readonly ledger: Pick<Ledger, 'writes' | 'reads'>;
  readonly before: Truth;
  readonly after: Truth;
  /** Set when the eu did not answer again after the outage before. */
  readonly unreachable?: Call;
}

const VIEWERS = 5;
const WRITERS = 6;
/** Shorter than the solution's own time limit, so that it does not give up the frame. */
const HOLD_MS = 200;

export async function runMoves(arena: Arena, stage: RegionsStage): Promise<MoveRun> {
  const { cluster, us, eu } = stage;
  const ledger = new Ledger();
  const none = { viewers: [], events: [], shards: [] };
  const unreachable = await euIsBack(
    arena,
    stage,
    eu.slice(0, 12).map(({ id }) => id),
  );
  if (unreachable) return { moves: [], ledger, before: none, after: none, unreachable };
  const before = await readTruth(arena, cluster);
  const chosen = us.slice(-VIEWERS).map(({ id }) => id);
  for (const { viewer, id, video, seconds } of before.events) {
    if (chosen.includes(viewer)) ledger.seed(viewer, { eventId: id, videoId: video, seconds });
  }
  arena.note(`moving ${VIEWERS} viewers to the eu, each with ${WRITERS} writers, holding the copy and the delete`);
  const moves = await Promise.all(chosen.map((id, n) => moveOne(arena, stage, ledger, id, n)));
  const mine = new Set(chosen);
  const after = await readTruth(arena, cluster);
  const keep = ({ shards, viewers, events }: Truth): Truth => ({
    shards,
    viewers: viewers.filter(({ id }) => mine.has(id)),
    events: events.filter(({ viewer }) => mine.has(viewer)),
  });
  return { moves, ledger, before: keep(before), after: keep(after) };
}

/** Undefined once all of these viewers can be read; the last reply when they cannot within 8 s. */
async function euIsBack(arena: Arena, { api }: RegionsStage, ids: readonly string[]): Promise<Call | undefined> {
  let last: Call | undefined;
  try {
    await eventually(
      async () => {
        const calls = await Promise.all(ids.map((id) => api.get(id)));
        last = calls.find((call) => statusOf(call) !== 200);
        return last === undefined;
      },
      { limitMs: 8000, pollMs: 50, signal: arena.signal, what: 'the eu answers again' },
    );
    return undefined;
  } catch (error) {
    if (error instanceof TimeLimitError && last) return last;
    throw error;
  }
}

async function moveOne(arena: Arena, stage: RegionsStage, ledger: Ledger, id: string, n: number): Promise<Move> {
  const { cluster, api } = stage;
  const { signal } = arena;
  const load = startLoad({
    ...{ api, ledger, random: arena.random.fork(id), viewers: [id], clients: WRITERS + 1 },
    ...{ prefix: 'ABCDEFG'[n] ?? 'W', reads: 1 / (WRITERS + 1), paceMs: 15, signal },
  });
  const names = (frame: { contains(text: string): boolean }) => frame.contains(id);
  const seats = (region: string) => cluster.shards.filter((seat) => seat.region === region);
  const target = holdFirst(seats('eu'), (frame) => bringsViewers(frame, ledger, names));
  const source = holdFirst(seats('us'), (frame) => names(frame) && takesViewers(frame, ledger));
  let fired = 0;
  const whileHeld = (frames: Caught, label: string) =>
    frames.first.then(async (held) => {
      if (!held) return 0;
      const writes = range(3).map((i) => {
        const event = { eventId: `H-${label}${n}-${i}`, videoId: 'v-8', seconds: 7 };
        const write = ledger.open(id, event);
        fired++;
        return untilAcked(api, ledger, write, signal);
      });
      const enough = pause(HOLD_MS, signal);
      await Promise.race([Promise.all(writes), enough]);
      held.release();
      await Promise.all(writes);
      return 1;
    });
  const caught = Promise.all([whileHeld(target, 'c'), whileHeld(source, 'd')]);
  const call = await moveUntilDone(arena, stage, id);
  target.stop();
  source.stop();
  const [targets, sources] = await caught;
  // The writers find the viewer at its new place for a while.
  await pause(100, signal);
  await load.stop();
  return { viewer: id, call, held: { target: targets, source: sources }, writesWhileHeld: fired };
}

async function moveUntilDone(arena: Arena, { api }: RegionsStage, id: string): Promise<Call> {
  const deadline = now() + RETRY_MS;
  for (;;) {
    const call = await api.move(id, 'eu', RETRY_MS);
    if (statusOf(call) !== 503 || now() > deadline) return call;
    await pause(50, arena.signal);
  }
}

interface Caught {
  /** The first frame held on any of the seats; undefined when the hold was stopped before. */
  readonly first: Promise<HeldFrame | undefined>;
  stop(): void;
}

function holdFirst(seats: readonly Seat[], match: Parameters<Seat['proxy']['hold']>[0]['match']): Caught {
  const holds: Hold[] = seats.map(({ proxy }) => proxy.hold({ match }));
  const first = new Promise<HeldFrame | undefined>((resolve) => {
    const waits = holds.map(async (hold) => {
      const held = await hold.next(3 * RETRY_MS);
      if (!held) return;
      // Only one frame per hold: whatever another seat has caught meanwhile may pass.
      for (const other of holds) if (other !== hold) other.release();
      resolve(held);
    });
    void Promise.all(waits).then(() => resolve(undefined));
  });
  return {
    first,
    stop: () => {
      for (const hold of holds) hold.stop();
    },
  };
}
