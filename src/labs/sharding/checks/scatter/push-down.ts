import { defineCheck, type Failure, fail, type Judgement, pass } from '../../../../kit.ts';
import { type Call, statusOf } from '../../model/api.ts';
import { answer, clip, count, request } from '../../model/say.ts';
import { isSeeded, type Seeding, seedFailure } from '../../model/seeding.ts';
import { dataSince, markAll } from '../../model/wire.ts';
import type { ScatterStage } from './stage.ts';

interface Shipped {
  readonly call: Call;
  /** Most rows a shard may send. */
  readonly allowed: number;
  readonly perShard: readonly { readonly shard: string; readonly rows: number; readonly sql: string }[];
}

export interface PushDownSeen {
  readonly seeding: Seeding;
  readonly shipped: readonly Shipped[];
}

export const pushDown = defineCheck<ScatterStage, PushDownSeen>({
  id: '3c',
  title: 'Every shard sends its share of the answer, not its rows',
  minimum: { requests: 2, 'shards that sent rows': 4 },
  async observe(_arena, { cluster, api, seeding }) {
    if (!isSeeded(seeding)) return { seeding, shipped: [] };
    const ship = async (allowed: number, send: () => Promise<Call>): Promise<Shipped> => {
      const marks = markAll(cluster);
      const call = await send();
      const since = dataSince(marks);
      const perShard = cluster.shards.map(({ id }) => {
        const statements = since[id] ?? [];
        const most = [...statements].sort((x, y) => y.rows - x.rows)[0];
        return { shard: id, rows: statements.reduce((sum, { rows }) => sum + rows, 0), sql: most?.sql ?? '' };
      });
      return { call, allowed, perShard };
    };
    return { seeding, shipped: [await ship(20, () => api.top(10)), await ship(4, () => api.stats())] };
  },
  judge({ seeding, shipped }): Judgement {
    const failure = seedFailure(seeding) ?? shipped.map(tooMuch).find((found) => found !== undefined);
    const picture = {
      kind: 'table',
      title: 'rows sent by each shard',
      columns: ['request', 'allowed', ...(shipped[0]?.perShard.map(({ shard }) => shard) ?? [])],
      rows: shipped.map(({ call, allowed, perShard }) => [
        request(call),
        `${allowed}`,
        ...perShard.map(({ rows }) => `${rows}`),
      ]),
    } as const;
    if (failure) return fail(failure, [picture]);
    const sent = Math.min(...shipped.map(({ perShard }) => perShard.filter(({ rows }) => rows > 0).length));
    return pass({ requests: shipped.length, 'shards that sent rows': sent }, [picture]);
  },
});

function tooMuch({ call, allowed, perShard }: Shipped): Failure | undefined {
  const did = `${request(call)}, counting the rows that every shard sent.`;
  const expected = `200, and at most ${allowed} rows per shard.`;
  if (statusOf(call) !== 200)
    return { did, expected, observed: answer(call), look: ['The handlers of /top and /stats.'] };
  const worst = [...perShard].sort((x, y) => y.rows - x.rows)[0];
  if (!worst || worst.rows === 0)
    return {
      did,
      expected,
      observed: 'no shard sent a row: the answer did not come from the shards.',
      look: ['Where the numbers come from: the rows are the truth, also after a restart.'],
    };
  if (worst.rows <= allowed) return undefined;
  return {
    did,
    expected,
    observed: `${worst.shard} shipped ${count(worst.rows)} rows to answer ${call.path} (“${clip(worst.sql, 90)}”).`,
    look: ['What is left to the shards: each can sort, cut off and add up its own rows before it sends them.'],
  };
}
