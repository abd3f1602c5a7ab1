import type { Truth } from '../../model/truth.ts';

export interface TopItem {
  readonly id: string;
  readonly watchSeconds: number;
}

export interface Stats {
  readonly users: number;
  readonly events: number;
  readonly watchSeconds: number;
}

/** What `/top` has to say about these rows: by watchSeconds descending, then id bytewise. */
export function topOf(truth: Pick<Truth, 'viewers'>, limit: number): TopItem[] {
  return truth.viewers
    .map(({ id, watchSeconds }) => ({ id, watchSeconds }))
    .sort((x, y) => y.watchSeconds - x.watchSeconds || (x.id < y.id ? -1 : 1))
    .slice(0, limit);
}

/** What `/stats` has to say about these rows. */
export function statsOf(truth: Pick<Truth, 'viewers' | 'events'>): Stats {
  return {
    users: truth.viewers.length,
    events: truth.events.length,
    watchSeconds: truth.viewers.reduce((sum, row) => sum + row.watchSeconds, 0),
  };
}
