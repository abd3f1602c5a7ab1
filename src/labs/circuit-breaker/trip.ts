import { type HttpPlan, now } from '../../kit.ts';
import type { Rig } from './rig.ts';
import { type Showing, show } from './shop.ts';

export const BROKEN: HttpPlan = {
  kind: 'answer',
  answer: { status: 500, json: { error: { code: 'broken', message: 'the catalog is out of order' } } },
};

/** What it took to open the breaker. */
export interface Trip {
  /** No call in the last five GETs. */
  readonly opened: boolean;
  readonly gets: number;
  readonly calls: number;
  /** `now()` when the last failure was handed over. */
  readonly lastFailureAt: number;
  readonly showings: readonly Showing[];
}

const MOST_GETS = 60;
const QUIET_GETS = 5;

/** Breaks the catalog and asks for orders one after the other until no more calls come, or too many have. Leaves it broken. */
export async function trip(rig: Rig): Promise<Trip> {
  const { catalog, client, orderIds } = rig;
  const mark = catalog.mark();
  const showings: Showing[] = [];
  catalog.script(() => BROKEN);
  let quiet = 0;
  while (showings.length < MOST_GETS && quiet < QUIET_GETS) {
    const before = catalog.mark();
    showings.push(await show(client, orderIds[showings.length % orderIds.length] ?? ''));
    const called = catalog.mark() > before;
    quiet = called || catalog.count({ since: mark }) === 0 ? 0 : quiet + 1;
  }
  const calls = catalog.calls({ since: mark });
  return {
    opened: quiet >= QUIET_GETS,
    gets: showings.length,
    calls: calls.length,
    lastFailureAt: Math.max(0, ...calls.map(({ endedAt = now() }) => endedAt)),
    showings,
  };
}
