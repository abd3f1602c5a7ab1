import type { Route } from './http.ts';
import type { Mover } from './mover.ts';
import type { Relocations } from './relocate.ts';
import type { Scatter } from './scatter.ts';
import type { Store } from './store.ts';
import type { TopologyStore } from './topology.ts';
import { limit, profile, profiles, region, shardInfo, userId, watchEvent } from './validate.ts';

export interface Services {
  store: Store;
  scatter: Scatter;
  relocations: Relocations;
  topology: TopologyStore;
  mover: Mover;
}

/** The contract: which request does what. */
export function routes({ store, scatter, relocations, topology, mover }: Services): Route[] {
  const regionOf = async (query: URLSearchParams): Promise<string | undefined> => {
    const name = query.get('region') ?? undefined;
    if (name !== undefined) await topology.mustServe(name);
    return name;
  };
  const route = (method: string, path: RegExp, handle: Route['handle']): Route => ({ method, path, handle });
  return [
    route('GET', /^\/healthz$/, async () => ({ status: 200, body: { ok: true } })),
    route('GET', /^\/users\/([^/]+)$/, async ({ params }) => ({
      status: 200,
      body: await store.get(userId(params[0])),
    })),
    route('PUT', /^\/users\/([^/]+)$/, async ({ params, body }) => {
      const { viewer, created } = await store.put(profile(params[0], body));
      return { status: created ? 201 : 200, body: viewer };
    }),
    route('POST', /^\/users\/([^/]+)\/events$/, async ({ params, body }) => {
      const id = userId(params[0]);
      const { fresh, watchSeconds } = await store.addEvent(id, watchEvent(body));
      return { status: fresh ? 201 : 200, body: { userId: id, watchSeconds } };
    }),
    route('POST', /^\/users\/bulk$/, async ({ body }) => ({
      status: 200,
      body: { written: await store.putMany(profiles(body)) },
    })),
    route('GET', /^\/top$/, async ({ query }) => ({
      status: 200,
      body: await scatter.top(limit(query), await regionOf(query)),
    })),
    route('GET', /^\/stats$/, async ({ query }) => ({ status: 200, body: await scatter.stats(await regionOf(query)) })),
    route('POST', /^\/users\/([^/]+)\/region$/, async ({ params, body }) => {
      const id = userId(params[0]);
      await relocations.relocate(id, region(body));
      return { status: 200, body: await store.get(id) };
    }),
    route('POST', /^\/admin\/shards$/, async ({ body }) => {
      const shard = shardInfo(body);
      await relocations.finishAll();
      const { state, topologyVersion } = await mover.add(shard);
      return { status: 202, body: { state, topologyVersion } };
    }),
    route('GET', /^\/admin\/migration$/, async () => ({ status: 200, body: await topology.status() })),
  ];
}
