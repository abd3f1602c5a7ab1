import { type Arena, now, pause, type Span } from '../../../../kit.ts';
import type { Books } from '../../model/banks.ts';
import { tableOf } from '../../model/call.ts';
import { type Drawn, drawn } from '../../model/pictures.ts';
import { anyAccepted, type Case, type Rig } from '../../model/rig.ts';
import { BOUNDARIES, type Boundary, freezeAll, freezeAt } from './boundaries.ts';

const REACH_MS = 8000;
const RECOVER_MS = 15_000;
/** The promise: within the lease and ten more seconds, without help. */
const UNAIDED_MS = 10_000;

export interface CrashSeen {
  /** The boundary of each of the first ten cases; the eleventh was killed on receipt of its 202. */
  readonly boundaries: readonly Boundary[];
  readonly cases: readonly Case[];
  /** How many of the ten were frozen at their boundary when the program was killed. */
  readonly reached: number;
  /** Different holds, credits and screenings that were frozen after the first restart. */
  readonly frozenAgain: number;
  readonly ghosts: number;
  /** Calls after the last start, before anybody looked at a transfer. */
  readonly unaided: number;
  /** From the first look at a transfer to the first call after it; undefined if there was none. */
  readonly askedMs: number | undefined;
  readonly books: Books;
  readonly drawn: Drawn;
}

const NOTHING = {
  ...{ reached: 0, frozenAgain: 0, ghosts: 0, unaided: 0, askedMs: undefined },
  books: { accounts: [], holds: [], credits: [], movements: [] },
};

export async function runCrash(arena: Arena, rig: Rig): Promise<CrashSeen> {
  const { wire, seat } = rig;
  const marks: Span[] = [];
  const kill = async (label: string) => {
    const at = now();
    marks.push({ label, tone: 'bad', fromMs: at, toMs: at });
    await seat.process.kill();
  };
  const plan = await planned(rig);
  const boundaryOf = new Map(plan.map(({ transfer, boundary }) => [transfer.amount, boundary]));
  const thaw = wire.rule(freezeAt(boundaryOf));
  const posted = await Promise.all(plan.map(({ transfer }) => rig.post(transfer)));
  // A program that accepts nothing need not be killed.
  if (!anyAccepted(posted)) return { ...NOTHING, boundaries: BOUNDARIES, cases: posted, drawn: drawn(rig, posted, []) };
  const reached = () => new Set(wire.frozen.map(({ call }) => call.amount)).size;
  const deadline = now() + REACH_MS;
  while (reached() < plan.length && now() < deadline) await pause(10, arena.signal);
  const seen = reached();
  const last = await rig.post(rig.transfer(plan[0]?.transfer.from ?? '', plan[0]?.transfer.to ?? ''));
  await kill('kill -9');
  thaw();
  const frozenAgain = await restartAndFreeze(arena, rig, plan.length + 1);
  await kill('kill -9 again');
  frozenAgain.thaw();
  const restarted = now();
  await arena.restart(seat.process);
  const unaided = await untilOver(arena, rig, restarted);
  const asked = now();
  const cases = await rig.untilEnded([...posted, last], Math.max(1500, RECOVER_MS - (now() - restarted)), arena);
  const called = wire.calls.find(({ http }) => http.at > asked)?.http.at;
  const late = wire.frozen.filter(({ call }) => call.fate.kind === 'freeze-before');
  await Promise.all(late.map((frozen) => wire.deliver(frozen)));
  const books = await rig.banks.books();
  return {
    ...{
      boundaries: BOUNDARIES,
      cases,
      reached: seen,
      frozenAgain: frozenAgain.count,
      ghosts: late.length,
      unaided,
      askedMs: called === undefined ? undefined : called - asked,
      books,
    },
    drawn: drawn(rig, cases, books.movements, marks),
  };
}

/** A transfer for each boundary; to release a hold takes a receiver whose account is closed. */
async function planned(rig: Rig) {
  const open = [await rig.account('a', 200_000), await rig.account('b', 200_000)] as const;
  const closed = [await rig.account('a', 0, { closed: true }), await rig.account('b', 0, { closed: true })] as const;
  return BOUNDARIES.map((boundary, i) => {
    const here = i % 4 < 2 ? 0 : 1;
    const receivers = boundary.kind === 'release' ? closed : open;
    return { boundary, transfer: rig.transfer(open[here], receivers[here === 0 ? 1 : 0]) };
  });
}

/** Starts it again, and stops the first call that each transfer makes; a release of an unknown id names none, so calls are counted. */
async function restartAndFreeze(arena: Arena, rig: Rig, transfers: number) {
  const { wire, seat, settings } = rig;
  const before = wire.calls.length;
  const thaw = wire.rule(freezeAll());
  await arena.restart(seat.process);
  const names = () =>
    new Set(wire.calls.slice(before).map(({ kind, id, service }) => `${service} ${tableOf(kind) ?? kind} ${id}`)).size;
  const deadline = now() + settings.leaseMs + 4000;
  while (names() < transfers && now() < deadline) await pause(10, arena.signal);
  return { count: names(), thaw };
}

/** Waits without asking for anything until there have been calls and there are none any more; how many there were. */
async function untilOver(arena: Arena, rig: Rig, since: number): Promise<number> {
  const { wire, settings } = rig;
  const deadline = since + settings.leaseMs + UNAIDED_MS;
  const calls = () => wire.calls.filter(({ http }) => http.at > since).length;
  while ((calls() === 0 || wire.quietMs() < 1000) && now() < deadline) await pause(20, arena.signal);
  return calls();
}
