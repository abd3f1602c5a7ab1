import type { Evidence, Failure } from '../../../kit.ts';
import { succeeded } from './api.ts';
import { answer, clip, list, request } from './say.ts';
import { strayed, sumWire, type WireCall } from './wire.ts';

/** Statements per request, over a whole sequence of requests of one kind sent one at a time. */
export interface WireBounds {
  readonly home: readonly [low: number, high: number];
  readonly catalog: number;
}

/** A read: one statement on the home shard, two at most; one look at the catalogue. */
export const READ: WireBounds = { home: [1, 2], catalog: 1 };
/** A write: BEGIN and COMMIT are not counted, so five are plenty. */
export const WRITE: WireBounds = { home: [1, 5], catalog: 1 };

// Solutions that ask the catalogue now and then for a new topology do so while requests are counted, too.
const CATALOG_POLLS = 20;

/** The failure of a sequence that did not keep to one shard; undefined when it did. Bounds hold for the sum, not for each request. */
export function oneHomeFailure(what: string, calls: readonly WireCall[], bounds: WireBounds): Failure | undefined {
  const bad = calls.find(({ call }) => !succeeded(call));
  const did = `Sent ${calls.length} ${what}, one at a time, and counted the statements that reached each server meanwhile.`;
  if (bad) {
    return {
      did,
      expected: 'a 2xx reply to each.',
      observed: `${request(bad.call)} got ${answer(bad.call)}.`,
      look: [`The handler of ${bad.call.method} requests for one viewer.`],
    };
  }
  const stray = strayed(calls);
  if (stray) return { ...broadcast(did, stray), hint: howOften(calls) };
  const sums = sumWire(calls);
  const n = calls.length;
  const [low, high] = bounds.home;
  if (sums.home < low * n || sums.home > high * n) {
    return {
      did,
      expected: `${low} to ${high} statements per request on the viewer's shard.`,
      observed: `${sums.home} statements for ${n} requests${sums.home === 0 ? ': the replies did not come from the database' : ''}.`,
      look: ['What one request asks of the database: every statement is a round trip.'],
    };
  }
  if (sums.catalog <= bounds.catalog * n + CATALOG_POLLS) return undefined;
  return {
    did,
    expected: `at most ${bounds.catalog} statement per request on the catalogue.`,
    observed: `${sums.catalog} statements on the catalogue for ${n} requests.`,
    look: ['What a request needs to know from the catalogue, and how often that changes.'],
  };
}

function broadcast(did: string, { call, shards, sql }: NonNullable<ReturnType<typeof strayed>>): Failure {
  const asked = Object.entries(call.asked)
    .filter(([server, { length }]) => length > 0 && server !== 'catalog')
    .map(([server]) => server);
  return {
    did,
    expected: `no statement on any shard but the viewer's.`,
    observed: `${request(call.call)} ran “${clip(sql, 90)}” on ${list(shards)} (in all it asked ${list(asked)}); only ${call.home} holds the viewer. That is a broadcast, not sharding.`,
    look: ['Where a request for one viewer goes: the routing function knows the one shard before anything is asked.'],
  };
}

function howOften(calls: readonly WireCall[]): string {
  const astray = calls.filter((call) => strayed([call]) !== undefined);
  const [first] = astray;
  if (first === undefined || astray.length === calls.length)
    return `In all ${calls.length} requests a shard was asked that does not hold the viewer: nothing works out the home before the first statement.`;
  const those = astray.length === 1 ? 'that one' : 'those';
  return `In ${astray.length} of ${calls.length} requests a shard was asked that does not hold the viewer; in the other ${calls.length - astray.length} the home was found at once. What is special about ${those}: a fallback, a first time, a retry? The first is ${request(first.call)}.`;
}

/** The wire of a few requests: statements per server. */
export function wireTable(title: string, servers: readonly string[], calls: readonly WireCall[], rows = 4): Evidence {
  return {
    kind: 'table',
    title,
    columns: ['request', 'home', ...servers],
    rows: calls
      .slice(0, rows)
      .map(({ call, home, asked }) => [
        request(call),
        home,
        ...servers.map((server) => String(asked[server]?.length ?? 0)),
      ]),
  };
}
