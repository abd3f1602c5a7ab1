import {
  type Arena,
  defineCheck,
  type Failure,
  fail,
  type Judgement,
  now,
  pass,
  pause,
  type Span,
} from '../../../../kit.ts';
import type { Books } from '../../model/banks.ts';
import { booksFailure, contractFailure, nameOf, pendingFailure, shownOf, stateOf } from '../../model/judging.ts';
import { type Drawn, drawn, pictures } from '../../model/pictures.ts';
import { anyAccepted, type Case, hasEnded, type Rig } from '../../model/rig.ts';
import type { Transfer } from '../../model/transfer.ts';
import { type Meanwhile, whatTheOtherDoes } from './hints.ts';
import type { TwoStage } from './stage.ts';

const TRANSFERS = 10;
const EXPIRES_MS = 4000;
const REACH_MS = 6000;
const FINISH_MS = 15_000;
/** How long the one that came back is watched. */
const WATCH_MS = 2500;
/** How long a new transfer is waited for when those of the stopped instance stay. */
const FRESH_MS = 3000;

export interface TakeoverSeen {
  /** Transfers whose screening was stuck when the first instance was stopped. */
  readonly stuck: number;
  /** As the second instance had ended them. */
  readonly ended: readonly Case[];
  /** When some of them have not ended: what the second did instead, before the first came back. */
  readonly meanwhile: Meanwhile | undefined;
  /** After the first had come back: the first look that showed something else, or the last. */
  readonly after: readonly Case[];
  readonly books: Books;
  readonly drawn: Drawn;
}

const did = 'stopped one of two instances (SIGSTOP) while ten of its transfers waited for the screening';

export async function runTakeover(arena: Arena, rig: Rig): Promise<TakeoverSeen> {
  const { wire } = rig;
  const marks: Span[] = [];
  const [a, b] = [await rig.account('a', 200_000), await rig.account('b', 200_000)];
  const thaw = wire.rule(({ kind }) => (kind === 'screening' ? { kind: 'freeze-before' } : undefined));
  const started = now();
  const plan = Array.from({ length: TRANSFERS }, (_, i) =>
    rig.transfer(i % 2 === 0 ? a : b, i % 2 === 0 ? b : a, { expiresInMs: EXPIRES_MS }),
  );
  const posted = await Promise.all(plan.map((transfer) => rig.post(transfer)));
  const stuckAt = (name: string) =>
    new Set(wire.frozen.filter(({ call }) => call.instance === name).map(({ call }) => call.amount)).size;
  const stuck = () => new Set(wire.frozen.map(({ call }) => call.amount)).size;
  while (anyAccepted(posted) && stuck() < TRANSFERS && now() - started < REACH_MS) await pause(10, arena.signal);
  // Whichever instance has taken them: the one with the most is stopped, the calls of the other go on.
  const names = rig.seats.map(({ name }) => name);
  const victim = names.reduce((most, name, i) => (stuckAt(name) > stuckAt(names[most] ?? '') ? i : most), 0);
  const survivor = victim === 0 ? 1 : 0;
  const seen = stuck();
  const stopped = rig.seats[victim];
  const stoppedAt = now();
  stopped?.process.pause();
  thaw();
  const frozen = wire.frozen;
  for (const { call, held } of frozen) if (call.instance !== stopped?.name) held.release();
  const ended = await rig.untilEnded(posted, FINISH_MS, { seat: survivor, signal: arena.signal });
  const stay = ended.filter((one) => stateOf(one) === 'PENDING');
  const fresh = () => sendFresh(arena, rig, { seat: survivor, transfer: rig.transfer(a, b), stay, since: stoppedAt });
  const meanwhile = stay.length > 0 ? await fresh() : undefined;
  await pause(Math.max(0, started + EXPIRES_MS + 300 - now()), arena.signal);
  for (const { held } of frozen) held.release();
  stopped?.process.resume();
  marks.push({ label: `${stopped?.name} stopped`, tone: 'warn', fromMs: stoppedAt, toMs: now() });
  const after = await watch(arena, ended, (one) => rig.look(one, survivor));
  const books = await rig.banks.books();
  return { stuck: seen, ended, meanwhile, after, books, drawn: drawn(rig, after, books.movements, marks) };
}

interface Fresh {
  readonly seat: number;
  readonly transfer: Transfer;
  readonly stay: readonly Case[];
  readonly since: number;
}

/** Sends a new transfer to an instance that leaves others as they are, to see whether it does anything at all. */
async function sendFresh(arena: Arena, rig: Rig, { seat, transfer, stay, since }: Fresh): Promise<Meanwhile> {
  const posted = await rig.post(transfer, seat, FRESH_MS);
  const [end = posted] = await rig.untilEnded([posted], FRESH_MS, { seat, signal: arena.signal });
  const mine = rig.wire.calls.filter(({ http, instance }) => http.at > since && instance === rig.seats[seat]?.name);
  const callsFor = (cases: readonly Case[]) =>
    mine.filter(({ amount }) => cases.some((one) => one.transfer.amount === amount)).length;
  return { fresh: end, calls: callsFor([posted]), callsForStuck: callsFor(stay) };
}

/** Looks again and again; for each, the first look that shows something else, or the last one. */
async function watch(arena: Arena, ended: readonly Case[], look: (one: Case) => Promise<Case>): Promise<Case[]> {
  const until = now() + WATCH_MS;
  let after = [...ended];
  while (now() < until) {
    const changed = (one: Case, i: number) => shownOf(one) !== shownOf(ended[i] ?? one);
    after = await Promise.all(after.map((one, i) => (changed(one, i) ? one : look(one))));
    await pause(40, arena.signal);
  }
  return after;
}

/** Pure. */
export function judgeTakeover({ stuck, ended, meanwhile, after, books, drawn: picture }: TakeoverSeen): Judgement {
  const evidence = pictures('One instance stopped and back again', picture);
  const look: Failure['look'] = [
    'how an instance learns that a transfer is no longer its own, and what it may still write then',
  ];
  const bad =
    contractFailure(did, ended, evidence) ??
    pendingFailure(
      {
        did,
        within: '15 s',
        look: ['who takes up the transfers of an instance that shows no life, and after how long'],
        hint: whatTheOtherDoes(ended.filter((one) => !hasEnded(one)).length, meanwhile, FRESH_MS),
      },
      ended,
      evidence,
    );
  if (bad) return bad;
  const then = `${did}; the other one ended them; after their time was up the first went on, and its calls were answered`;
  const index = ended.findIndex((one, i) => shownOf(one) !== shownOf(after[i] ?? one));
  const [before, later] = [ended[index], after[index]];
  if (before && later)
    return fail(
      {
        did: then,
        expected: 'what is COMPLETED or FAILED to stay so',
        observed: `${nameOf(before)} was ${shownOf(before)}, and afterwards it was ${shownOf(later)}`,
        look,
      },
      evidence,
    );
  return (
    booksFailure({ did: then, look }, after, books, evidence) ??
    pass({ 'transfers of the stopped instance': stuck }, evidence)
  );
}

export const takeover = defineCheck<TwoStage, TakeoverSeen>({
  id: '6a',
  title: 'Another instance finishes what a stopped one has begun, and the stopped one changes nothing when it is back',
  limitMs: 45_000,
  minimum: { 'transfers of the stopped instance': TRANSFERS },
  observe: (_, stage) => stage.takeover,
  judge: judgeTakeover,
});
