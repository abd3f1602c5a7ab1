import type { Audit } from './audit.ts';
import { list, some } from './say.ts';

/** An audit as one clause: the worst kind of damage with its first example; undefined when there is none. */
export function firstDamage(audit: Audit, zero: number): string | undefined {
  const { homeless, twice, lost, doubled, astray, phantom, sums, stale } = audit;
  const [write] = lost;
  if (write) {
    const when = write.ackedAt ? `, acknowledged at +${Math.round(write.ackedAt - zero)} ms` : ', acknowledged before';
    return `${some(lost.length, 'acknowledged event')} ${lost.length === 1 ? 'exists' : 'exist'} on no shard (first: ${write.viewer}/${write.event.eventId}${when})`;
  }
  if (homeless[0]) return `${some(homeless.length, 'viewer')} on no shard any more (first: ${homeless[0]})`;
  if (twice[0])
    return `${some(twice.length, 'viewer')} on two shards (first: ${twice[0].viewer} on ${list(twice[0].shards)})`;
  const [copy] = doubled;
  if (copy)
    return `${some(doubled.length, 'event')} stored twice (first: ${copy.row.viewer}/${copy.row.id} on ${list(copy.shards)})`;
  const [stray] = astray;
  if (stray)
    return `${some(astray.length, 'event')} away from their viewer (first: ${stray.row.viewer}/${stray.row.id} on ${stray.row.shard}, the viewer is on ${stray.home})`;
  if (phantom[0])
    return `${some(phantom.length, 'event')} that nobody sent (first: ${phantom[0].viewer}/${phantom[0].id} on ${phantom[0].shard})`;
  const [counter] = sums;
  if (counter)
    return `${some(sums.length, 'counter')} wrong (first: ${counter.row.id} on ${counter.row.shard} has watch_seconds ${counter.row.watchSeconds}, its events add up to ${counter.sum})`;
  const [read] = stale;
  if (read)
    return `${some(stale.length, 'read')} older than an acknowledged write (first: GET of ${read.viewer} said ${read.watchSeconds} s, ${read.floor} s had been acknowledged before it was sent)`;
  return undefined;
}
