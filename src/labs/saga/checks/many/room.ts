import { type Arena, defineCheck, type Failure, fail, type Judgement, pass } from '../../../../kit.ts';
import type { Books } from '../../model/banks.ts';
import {
  booksFailure,
  contractFailure,
  nameOf,
  pendingFailure,
  reasonOf,
  shownOf,
  stateOf,
} from '../../model/judging.ts';
import type { Case, Rig } from '../../model/rig.ts';
import { ROOM } from './limit.ts';
import type { ManyStage } from './stage.ts';

const AMOUNT = 10_000;

export interface RoomSeen {
  /** To a closed account. */
  readonly failed: readonly Case[];
  /** Afterwards, to an open one. */
  readonly after: readonly Case[];
  readonly books: Books;
}

const did = `used up the daily limit of an account with ${ROOM} transfers to a closed account; when these had FAILED, asked for ${ROOM} to an open one`;

export async function runRoom(arena: Arena, rig: Rig): Promise<RoomSeen> {
  const from = await rig.account('b', 1_000_000);
  const [closed, open] = [await rig.account('a', 0, { closed: true }), await rig.account('a', 0)];
  const send = async (to: string, more: number) => {
    const plan = Array.from({ length: ROOM }, (_, i) => rig.transfer(from, to, { amount: AMOUNT + more + i }));
    const posted = await Promise.all(plan.map((transfer) => rig.post(transfer)));
    return rig.untilEnded(posted, 12_000, arena);
  };
  const failed = await send(closed, 100);
  const after = await send(open, 200);
  return { failed, after, books: await rig.banks.books(new Set([from, closed, open])) };
}

/** Pure. */
export function judgeRoom({ failed, after, books }: RoomSeen): Judgement {
  const look: Failure['look'] = [
    'what counts against the limit: amounts that are PENDING or COMPLETED, and nothing else',
  ];
  const all = [...failed, ...after];
  const bad = contractFailure(did, all) ?? pendingFailure({ did, within: '12 s', look }, all);
  if (bad) return bad;
  const wrong = failed.find((one) => reasonOf(one) !== 'account_closed');
  if (wrong)
    return fail({
      did,
      expected: 'the first ones to be FAILED, reason account_closed',
      observed: `${nameOf(wrong)} is ${shownOf(wrong)}`,
      look,
    });
  const refused = after.find((one) => stateOf(one) !== 'COMPLETED');
  if (refused)
    return fail({
      did,
      expected: 'them to be COMPLETED: what has FAILED leaves its room to others',
      observed: `${nameOf(refused)} is ${shownOf(refused)}`,
      look,
    });
  return (
    booksFailure({ did, look }, all, books) ?? pass({ 'failed before': failed.length, 'room afterwards': after.length })
  );
}

export const room = defineCheck<ManyStage, RoomSeen>({
  id: '5d',
  title: 'What has FAILED leaves its room in the limit to others',
  minimum: { 'failed before': ROOM, 'room afterwards': ROOM },
  observe: (_, stage) => stage.room,
  judge: judgeRoom,
});
