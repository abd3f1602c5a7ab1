import { type Arena, defineCheck, type Failure, fail, type Judgement, pass } from '../../../../kit.ts';
import type { Posting } from '../../model/api.ts';
import type { Books } from '../../model/banks.ts';
import { booksFailure, CONTRACT, contractFailure, pendingFailure } from '../../model/judging.ts';
import type { Case, Rig } from '../../model/rig.ts';
import { laterPost } from './hints.ts';
import type { RetryStage } from './stage.ts';

const AT_ONCE = 10;
const LATENCY_MS = 20;

export interface OneKeySeen {
  /** Ten at a time, one key, one body; then one more. */
  readonly same: readonly Posting[];
  /** The key again with another amount. */
  readonly other: Posting;
  /** A case for each id that was given. */
  readonly cases: readonly Case[];
  readonly books: Books;
}

const did = 'sent the same transfer with the same Idempotency-Key ten times at once, and once more later';

/** The database answers a little late, so that those who look before they write do so all together. */
export async function runOneKey(arena: Arena, rig: Rig): Promise<OneKeySeen> {
  const [from, to] = [await rig.account('a', 100_000), await rig.account('b', 0)];
  const transfer = rig.transfer(from, to);
  const slow = rig.seat.postgres.inject({ kind: 'latency', ms: LATENCY_MS, toward: 'client' });
  const posted = await Promise.all(Array.from({ length: AT_ONCE }, () => rig.post(transfer)));
  slow.remove();
  posted.push(await rig.post(transfer));
  const other = await rig.post({ ...transfer, amount: rig.transfer(from, to).amount });
  const ids = new Set(posted.map(({ posting }) => posting.id));
  const first = [...ids].flatMap((id) => posted.find(({ posting }) => posting.id === id) ?? []);
  const cases = await rig.untilEnded(first, 10_000, arena);
  return {
    same: posted.map(({ posting }) => posting),
    other: other.posting,
    cases,
    books: await rig.banks.books(new Set([from, to])),
  };
}

/** Pure. */
export function judgeOneKey({ same, other, cases, books }: OneKeySeen): Judgement {
  const look: Failure['look'] = ['where the key is stored, and what happens between looking for it and storing it'];
  const early = contractFailure(did, cases);
  if (early) return early;
  const refused = same.find(({ status }) => status !== 202);
  if (refused)
    return fail({
      did,
      expected: 'each of them to answer 202',
      observed: `one gave ${refused.told}`,
      look: [CONTRACT],
    });
  if (cases.length > 1)
    return fail({
      did,
      expected: 'one transfer with one id',
      observed: `${cases.length} ids came back: ${cases.length} transfers`,
      look,
      hint: laterPost(same),
    });
  if (other.status !== 422 || other.code !== 'idempotency_key_reused')
    return fail({
      did: 'sent the key of a transfer again, with another amount',
      expected: 'status 422 with the code idempotency_key_reused',
      observed: other.status === undefined ? other.told : `status ${other.status}, code ${other.code ?? 'none'}`,
      look: ['what is compared when a key is known already'],
    });
  return (
    pendingFailure({ did, within: '10 s', look }, cases) ??
    booksFailure({ did, look }, cases, books) ??
    pass({ 'POSTs with one key': same.length })
  );
}

export const oneKey = defineCheck<RetryStage, OneKeySeen>({
  id: '2a',
  title: 'One key is one transfer, however often it comes',
  minimum: { 'POSTs with one key': AT_ONCE + 1 },
  observe: (_, stage) => stage.oneKey,
  judge: judgeOneKey,
});
