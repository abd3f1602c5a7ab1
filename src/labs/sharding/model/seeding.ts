import { type Failure, now, pause } from '../../../kit.ts';
import { type Api, bodyOf, type Call, statusOf, succeeded } from './api.ts';
import { batch } from './batch.ts';
import { SHARDS } from './databases.ts';
import { answer, list, request, some } from './say.ts';
import { placements, type Truth } from './truth.ts';
import type { Viewer, WatchEvent } from './viewers.ts';

/** Rows written through the solution before a check begins; `bad` is the first call that did not do what the contract says. */
export interface Seeding {
  readonly written: number;
  readonly bad?: Call;
  readonly expected?: string;
  /** Viewers that were acknowledged but are on no shard. */
  readonly missing?: number;
  /** Shards that should hold some of them and hold none. */
  readonly unused?: readonly string[];
}

const BULK = 200;

/** For how long a 503 is taken for what the contract says it is: try again. */
const PATIENCE_WITH_503_MS = 10_000;
const RETRY_PAUSE_MS = 100;

/**
 * Repeats what is answered 503, for ten seconds from now in all: a busy machine may make a right program give up a shard for a
 * moment, and here that is no finding.
 */
function patience(signal: AbortSignal): (send: () => Promise<Call>) => Promise<Call> {
  const deadline = now() + PATIENCE_WITH_503_MS;
  return async (send) => {
    for (;;) {
      const call = await send();
      if (statusOf(call) !== 503 || now() > deadline) return call;
      await pause(RETRY_PAUSE_MS, signal);
    }
  };
}

/** Imports viewers by `POST /users/bulk`, several requests at a time. */
export async function importViewers(api: Api, viewers: readonly Viewer[], signal: AbortSignal): Promise<Seeding> {
  const parts: Viewer[][] = [];
  for (let i = 0; i < viewers.length; i += BULK) parts.push(viewers.slice(i, i + BULK));
  const patiently = patience(signal);
  const sent = await batch(parts, (part) => patiently(() => api.bulk(part)), { width: 4, signal });
  const bad = sent.find(({ item, call }) => statusOf(call) !== 200 || bodyOf(call).written !== item.length);
  if (!bad) return { written: viewers.length };
  return { written: 0, bad: bad.call, expected: `200 {"written":${bad.item.length}}` };
}

/** The seeding, with what is missing in the tables: a program that keeps viewers in its memory goes no further. */
export function stored(
  seeding: Seeding,
  viewers: readonly Pick<Viewer, 'id'>[],
  truth: Pick<Truth, 'viewers'>,
  shards: readonly string[] = SHARDS,
): Seeding {
  if (seeding.bad) return seeding;
  const places = placements(truth);
  const missing = viewers.filter(({ id }) => !places.has(id)).length;
  const used = new Set(truth.viewers.map(({ shard }) => shard));
  const unused = shards.filter((shard) => !used.has(shard));
  return { ...seeding, ...(missing > 0 ? { missing } : {}), ...(unused.length > 0 ? { unused } : {}) };
}

/** Whether there is something to work with. */
export function isSeeded({ bad, missing = 0, unused = [] }: Seeding): boolean {
  return bad === undefined && missing === 0 && unused.length === 0;
}

/** Posts events, many at a time, one after the other for the same viewer or not: the contract allows both. */
export async function postEvents(
  apis: readonly Api[],
  events: readonly { viewer: string; event: WatchEvent }[],
  signal: AbortSignal,
): Promise<Seeding> {
  const pick = (index: number) => apis[index % apis.length] as Api;
  const patiently = patience(signal);
  const sent = await batch(events, ({ viewer, event }, i) => patiently(() => pick(i).event(viewer, event)), {
    width: 16,
    signal,
  });
  const bad = sent.find(({ call }) => !succeeded(call));
  if (!bad) return { written: sent.length };
  return { written: sent.length, bad: bad.call, expected: '201 {"userId","watchSeconds"}' };
}

export function bothSeeded(first: Seeding, second: Seeding): Seeding {
  return first.bad ? first : { ...second, written: first.written + second.written };
}

/** The failure of a check whose data could not even be written; undefined when it could. */
export function seedFailure({ written, bad, expected, missing = 0, unused = [] }: Seeding): Failure | undefined {
  if (missing > 0 && !bad)
    return {
      did: 'Wrote the viewers of this step (all acknowledged), then read the table users on every shard.',
      expected: `${some(written, 'viewer')}.`,
      observed: `${some(missing, 'viewer')} of them on no shard.`,
      look: ['Where a viewer goes: the row must be committed in PostgreSQL before the reply.'],
    };
  if (unused.length > 0 && !bad)
    return {
      did: 'Wrote the viewers of this step, then read the table users on every shard.',
      expected: 'some of them on every shard.',
      observed: `${list(unused)} ${unused.length === 1 ? 'holds' : 'hold'} none.`,
      look: ['Routing, as in the first two steps: this one builds on it.'],
    };
  if (!bad) return undefined;
  return {
    did: `Wrote the data of this step: ${request(bad)} through instance ${bad.instance}.`,
    expected: `${expected ?? 'a 2xx reply'}.`,
    observed: answer(bad),
    look: [`The handler of ${route(bad)}, as the contract in README.md describes it.`],
  };
}

function route({ method, path }: Call): string {
  return `${method} ${path.replace(/\?.*/, '').replace(/^\/users\/(?!bulk)[^/]+/, '/users/{id}')}`;
}

/** Writes viewers by `PUT /users/{id}`, for steps in which the bulk import may not be there yet. */
export async function importOneByOne(api: Api, viewers: readonly Viewer[], signal: AbortSignal): Promise<Seeding> {
  const patiently = patience(signal);
  const sent = await batch(viewers, (one) => patiently(() => api.put(one)), { signal });
  const bad = sent.find(({ call }) => statusOf(call) !== 201 && statusOf(call) !== 200);
  return bad ? { written: 0, bad: bad.call, expected: '201 with the viewer' } : { written: sent.length };
}
