import { type Arena, eventually, type Injection, now, TimeLimitError } from '../../../../kit.ts';
import { type Call, statusOf, succeeded } from '../../model/api.ts';
import { batch } from '../../model/batch.ts';
import { isSeeded } from '../../model/seeding.ts';
import { readTruth } from '../../model/truth.ts';
import { range, viewer } from '../../model/viewers.ts';
import { DEAD, HEAL_MS, type Healed, type Outage, type OutageGround, SILENT } from './seen.ts';

/** In time limits of the program: long enough to tell "late" from "never", short enough to give up on. */
const GIVE_UP = 4.5;

const NOTHING = { viewers: [], events: [] };

export async function runOutage(arena: Arena, stage: OutageGround): Promise<Outage> {
  const { api, seeding, cluster, homes } = stage;
  const blank: Outage = {
    ...{
      seeding,
      timeoutMs: cluster.timeoutMs,
      baselineMs: 0,
      toDead: [],
      toSilent: [],
      toOthers: [],
      meanwhile: 0,
      swallowedBytes: 0,
    },
    ...{ top: undefined, stats: undefined, live: NOTHING, puts: [], healed: [], after: NOTHING, found: [] },
  };
  if (!isSeeded(seeding)) return blank;
  const giveUpMs = Math.round(GIVE_UP * cluster.timeoutMs);
  const times = await latencies(arena, stage);
  const baselineMs = times[Math.floor(times.length / 2)] ?? 0;
  const fault = await breakTwo(arena, stage);
  const load = startLoad(arena, stage);
  // Once the requests to the others are over, nothing changes on the live shards, while some still wait for the silent one.
  const left = async () => {
    const toOthers = await load.toOthers;
    arena.note('asking /top and /stats with two shards missing');
    const [top, stats] = await Promise.all([api.top(10, undefined, giveUpMs), api.stats(undefined, giveUpMs)]);
    return { toOthers, top, stats, live: await readTruth(arena, cluster, ['s0', 's3']) };
  };
  const [toDead, toSilent, others] = await Promise.all([load.toDead, load.toSilent, left()]);
  const last = Math.max(0, ...toSilent.map(({ call }) => call.endedAt));
  const meanwhile = others.toOthers.filter(({ call }) => call.sentAt < last).length;
  const during = { toDead, toSilent, ...others, meanwhile };
  arena.note('writing 100 new viewers with two shards missing');
  const fresh = range(100).map(() => viewer(`n-${arena.random.word(8)}`));
  const puts = await batch(fresh, (one) => api.put(one, giveUpMs), { width: 32, signal: arena.signal });
  const swallowedBytes = fault.exposure.bytes;
  arena.note(`bringing ${DEAD} and ${SILENT} back`);
  fault.remove();
  await arena.service(DEAD).restart();
  const healed = await heal(arena, stage, viewersOn(homes, DEAD, SILENT));
  const kept = puts.filter(({ call }) => succeeded(call)).map(({ item }) => item);
  const found = await batch(kept, ({ id }) => api.get(id), { signal: arena.signal });
  const after = await readTruth(arena, cluster);
  return { ...blank, baselineMs, ...during, swallowedBytes, puts, healed, after, found };
}

/** How long 120 reads take with as many in flight as in the outage, in ms, shortest first. */
export async function latencies(arena: Arena, { api, homes }: OutageGround): Promise<number[]> {
  const sent = await batch([...homes.keys()].slice(0, 120), (id) => api.get(id), { width: 40, signal: arena.signal });
  return sent.map(({ call }) => call.reply.ms).sort((x, y) => x - y);
}

async function breakTwo(arena: Arena, { cluster }: OutageGround): Promise<Injection> {
  arena.note(`killing the server of ${DEAD} and swallowing all traffic of ${SILENT}`);
  const proxy = cluster.shards.find(({ id }) => id === SILENT)?.proxy;
  if (!proxy) throw new Error(`no proxy of ${SILENT}`);
  await arena.service(DEAD).kill();
  return proxy.inject({ kind: 'blackhole' });
}

/** Requests to viewers of the two healthy shards, and beside them to those of the dead and of the silent one. */
function startLoad(arena: Arena, { api, cluster, homes }: OutageGround) {
  arena.note(`requests to all shards, ${DEAD} dead and ${SILENT} silent`);
  const { signal } = arena;
  const giveUpMs = Math.round(GIVE_UP * cluster.timeoutMs);
  const send = (id: string, i: number) => {
    const event = { eventId: `o-${arena.random.word(10)}`, videoId: 'v-1', seconds: 20 };
    return i % 2 === 0 ? api.get(id, giveUpMs) : api.event(id, event, giveUpMs);
  };
  const ids = (n: number, ...shards: string[]) => {
    const on = viewersOn(homes, ...shards);
    return range(n).map((i) => on[i % on.length] ?? 'u-none');
  };
  return {
    toDead: batch(ids(40, DEAD), send, { width: 20, signal, patience: 40 }),
    toSilent: batch(ids(40, SILENT), send, { width: 20, signal, patience: 40 }),
    toOthers: batch(ids(300, 's0', 's3'), send, { width: 10, signal, paceMs: 25 }),
  };
}

function viewersOn(homes: OutageGround['homes'], ...shards: string[]): string[] {
  return [...homes].filter(([, home]) => shards.includes(home)).map(([id]) => id);
}

async function heal(arena: Arena, { api, homes }: OutageGround, ids: readonly string[]): Promise<Healed[]> {
  const back = now();
  const one = async (id: string): Promise<Call> => {
    let last: Call | undefined;
    const readable = async () => {
      last = await api.get(id, 2000);
      return statusOf(last) === 200 ? last : undefined;
    };
    const limitMs = Math.max(0, back + HEAL_MS - now());
    try {
      return await eventually(readable, { limitMs, pollMs: 50, signal: arena.signal, what: `${id} is readable again` });
    } catch (error) {
      if (!(error instanceof TimeLimitError) || !last) throw error;
      return last;
    }
  };
  // A dozen at a time, and no more once one of them has used up the limit.
  const sent = await batch(ids, one, { width: 12, signal: arena.signal });
  return sent.map(({ item, call }) => {
    const afterMs = statusOf(call) === 200 ? call.endedAt - back : undefined;
    return { id: item, home: homes.get(item) ?? '', afterMs, last: call };
  });
}
