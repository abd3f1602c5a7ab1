import { bodyOf, type Call } from './api.ts';

/** Where the items of a `/top` reply first differ from what they should be, as a clause; undefined when they agree. */
export function topDifference(
  call: Call,
  expected: readonly { id: string; watchSeconds: number }[],
): string | undefined {
  const { items } = bodyOf(call);
  if (!Array.isArray(items)) return 'the reply has no list "items"';
  if (items.length !== expected.length) return `${items.length} items instead of ${expected.length}`;
  for (const [i, want] of expected.entries()) {
    const got = items[i] as { id?: unknown; watchSeconds?: unknown } | null;
    if (got?.id !== want.id || got.watchSeconds !== want.watchSeconds)
      return `place ${i + 1} is ${JSON.stringify(got)}, by SQL it is ${JSON.stringify(want)}`;
  }
  return undefined;
}

/** Where a `/stats` reply first differs from the sums, as a clause; undefined when it agrees (the average within 0.1 %). */
export function statsDifference(
  call: Call,
  expected: { users: number; events: number; watchSeconds: number },
): string | undefined {
  const got = bodyOf(call);
  for (const name of ['users', 'events', 'watchSeconds'] as const) {
    if (got[name] !== expected[name]) return `${name} is ${JSON.stringify(got[name])}, by SQL it is ${expected[name]}`;
  }
  const average = expected.events === 0 ? 0 : expected.watchSeconds / expected.events;
  const said = got.avgSecondsPerEvent;
  if (typeof said !== 'number' || Math.abs(said - average) > Math.max(0.001 * average, 0.001))
    return `avgSecondsPerEvent is ${JSON.stringify(said)}, but Σ/n is ${average.toFixed(1)}`;
  return undefined;
}

/** Whether the reply says that exactly these shards are missing, in any order. */
export function missingIs(call: Call, shards: readonly string[]): boolean {
  const { partial, missing } = bodyOf(call);
  const named = Array.isArray(missing) ? missing.map(String).sort() : undefined;
  return partial === shards.length > 0 && named?.join() === [...shards].sort().join();
}
