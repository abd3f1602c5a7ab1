import type { Posting } from '../../model/api.ts';
import { stateOf } from '../../model/judging.ts';
import type { Case } from '../../model/rig.ts';
import type { Trouble } from './losses.ts';

// What follows from which of several ways works: the one key at once or later, the one kind of missing answer or another.

/** Many transfers for one key: the last POST came when the others had been answered, so it tells whether a stored key is found. */
export function laterPost(same: readonly Posting[]): string | undefined {
  const later = same.at(-1)?.id;
  const atOnce = new Set(same.slice(0, -1).map(({ id }) => id));
  if (later === undefined || atOnce.has(undefined)) return undefined;
  const came = 'The POST that came later, when the ten had been answered,';
  if (!atOnce.has(later))
    return atOnce.size === 1
      ? `The ten that came at once got one id, and the one that came when they had been answered got another: the key is known for a while, and then no more. What becomes of it once a POST is answered?`
      : `${came} made a transfer of its own as well. So it is not only those of the same moment that miss each other: is the key asked for at all, and is what was kept of it the same thing?`;
  return atOnce.size === 1
    ? undefined
    : `${came} got an id that was known: a key that has been stored is found. Only those of the same moment missed each other. Who decides which of two that both find nothing is the first?`;
}

/** Some kinds of missing answer are survived and others are not; undefined unless the line between them is clean. */
export function whichTroubles(cases: readonly Case[], troubles: readonly Trouble[]): string | undefined {
  const states = new Map<Trouble, Set<string | undefined>>();
  for (const [i, trouble] of troubles.entries())
    states.set(trouble, (states.get(trouble) ?? new Set()).add(cases[i] && stateOf(cases[i])));
  const allIn = (state: string) =>
    [...states].filter(([, seen]) => seen.size === 1 && seen.has(state)).map(([trouble]) => trouble);
  const [failed, fine] = [allIn('FAILED'), allIn('COMPLETED')];
  if (failed.length + fine.length < states.size || failed.length === 0 || fine.length === 0) return undefined;
  const silent = (group: readonly Trouble[]) => group.filter((trouble) => trouble !== 'unavailable');
  const replies = (group: readonly Trouble[]) => `that lost the reply to the ${silent(group).join(' or the ')}`;
  if (silent(failed).length === 0)
    return `Only the transfers whose calls got 503 are FAILED; those ${replies(fine)} are all COMPLETED. So your program gets over silence, but not over a 503: what does it take each of them for?`;
  if (silent(fine).length === 0)
    return `The transfers ${replies(failed)} are all FAILED; those whose calls got 503 are COMPLETED. So your program gets over a 503, but not over silence: what does it take each of them for?`;
  return `The transfers ${replies(failed)} are FAILED, those ${replies(fine)} are all COMPLETED. So not all of your calls read silence in the same way: what comes after it there, and what elsewhere?`;
}
