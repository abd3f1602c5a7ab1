import type { Arena } from '../../../../kit.ts';
import { type Cluster, openCluster } from '../../model/cluster.ts';
import { type Instance, startInstances } from '../../model/instances.ts';
import { Ledger } from '../../model/ledger.ts';
import { bothSeeded, importViewers, postEvents, type Seeding } from '../../model/seeding.ts';
import { fixedIds, viewer } from '../../model/viewers.ts';
import { VIEWERS } from './seen.ts';

/** SHARD_TIMEOUT_MS: shorter than a message is held, so that a mover that gives up too easily is found. */
export const TIMEOUT_MS = 1000;

/** Fresh data and a running instance, before a shard is added. */
export interface RebalanceGround {
  readonly cluster: Cluster;
  readonly a: Instance;
  readonly ids: readonly string[];
  readonly seeding: Seeding;
  /** Knows the seeded events. */
  readonly ledger: Ledger;
}

export async function prepareGround(arena: Arena, database?: string): Promise<RebalanceGround> {
  const cluster = await openCluster(arena, { timeoutMs: TIMEOUT_MS, ...(database === undefined ? {} : { database }) });
  const { a } = await startInstances(arena, cluster, ['a']);
  const ids = fixedIds(VIEWERS);
  const ledger = new Ledger();
  arena.note(`writing ${VIEWERS} viewers, and an event for every third one`);
  const first = await importViewers(
    a.api,
    ids.map((id) => viewer(id)),
    arena.signal,
  );
  if (first.bad) return { cluster, a, ids, ledger, seeding: first };
  const events = ids.slice(0, VIEWERS / 3).map((id, i) => ({
    viewer: id,
    event: { eventId: `E-0-${i}`, videoId: `v-${i % 11}`, seconds: 1 + (i % 300) },
  }));
  const second = await postEvents([a.api], events, arena.signal);
  for (const one of events) ledger.seed(one.viewer, one.event);
  return { cluster, a, ids, ledger, seeding: bothSeeded(first, second) };
}
