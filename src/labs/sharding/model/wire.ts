import type { PgStatement } from '../../../kit.ts';
import type { Call } from './api.ts';
import type { Cluster, Seat } from './cluster.ts';

/** What one request made the solution ask of each server; only data statements. */
export interface WireCall {
  readonly call: Call;
  /** Shard that holds the viewer. */
  readonly home: string;
  /** Server → SQL of the data statements, in order. */
  readonly asked: Readonly<Record<string, readonly string[]>>;
}

/** Positions in the statement logs of all servers of a cluster. */
export function markAll(cluster: Cluster): ReadonlyMap<Seat, number> {
  return new Map([...cluster.shards, cluster.spare, cluster.catalog].map((seat) => [seat, seat.proxy.mark()]));
}

/** Data statements since a mark, per server. */
export function dataSince(marks: ReadonlyMap<Seat, number>): Record<string, readonly PgStatement[]> {
  return Object.fromEntries(
    [...marks].map(([seat, mark]) => [seat.id, seat.proxy.since(mark).filter(({ data }) => data)]),
  );
}

/**
 * Sends requests strictly one at a time, so that every statement seen meanwhile belongs to the one in flight. Stops after three
 * that got no answer.
 */
export async function oneAtATime<T>(
  cluster: Cluster,
  items: readonly T[],
  homeOf: (item: T) => string,
  send: (item: T) => Promise<Call>,
): Promise<WireCall[]> {
  const calls: WireCall[] = [];
  let quiet = 0;
  for (const item of items) {
    if (quiet >= 3) break;
    const marks = markAll(cluster);
    const call = await send(item);
    if (call.reply.outcome !== 'reply') quiet++;
    const asked: Record<string, readonly string[]> = {};
    for (const [server, statements] of Object.entries(dataSince(marks)))
      asked[server] = statements.map(({ sql }) => sql);
    calls.push({ call, home: homeOf(item), asked });
  }
  return calls;
}

/** Sums over a sequence: statements on the homes, on other shards, on the catalogue. */
export interface WireSums {
  readonly requests: number;
  readonly home: number;
  readonly elsewhere: number;
  readonly catalog: number;
}

export function sumWire(calls: readonly WireCall[]): WireSums {
  let [home, elsewhere, catalog] = [0, 0, 0];
  for (const call of calls) {
    for (const [server, { length }] of Object.entries(call.asked)) {
      if (server === call.home) home += length;
      else if (server === 'catalog') catalog += length;
      else elsewhere += length;
    }
  }
  return { requests: calls.length, home, elsewhere, catalog };
}

/** The first call that asked a shard other than the viewer's, with those shards. */
export function strayed(
  calls: readonly WireCall[],
): { call: WireCall; shards: readonly string[]; sql: string } | undefined {
  for (const call of calls) {
    const stray = Object.entries(call.asked).filter(
      ([server, { length }]) => length > 0 && server !== call.home && server !== 'catalog',
    );
    const first = stray[0];
    if (first) return { call, shards: stray.map(([server]) => server), sql: first[1][0] ?? '' };
  }
  return undefined;
}
