import type { TopologyStore } from './topology.ts';

/** An answer put together from several shards; `missing` names those that did not answer. */
export interface Coverage {
  partial: boolean;
  missing: string[];
}

export interface Top extends Coverage {
  items: { id: string; watchSeconds: number }[];
}

export interface Stats extends Coverage {
  users: number;
  events: number;
  watchSeconds: number;
  avgSecondsPerEvent: number;
}

/**
 * Step 3: the viewers who watched most, of all shards (or of those of one region), by watchSeconds descending, then
 * id ascending. All shards are to be asked at the same time, and none is to send more than is needed.
 * Step 4: a shard that does not answer is named in `missing`; the others still count.
 */
export async function top(_topology: TopologyStore, _limit: number, _region: string | undefined): Promise<Top> {
  return { items: [], partial: false, missing: [] };
}

/** Step 3: how many viewers and events there are, the seconds watched, and their mean over all events. */
export async function stats(_topology: TopologyStore, _region: string | undefined): Promise<Stats> {
  return { users: 0, events: 0, watchSeconds: 0, avgSecondsPerEvent: 0, partial: false, missing: [] };
}
