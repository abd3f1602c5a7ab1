import type { Host } from '../../host/host.ts';
import type { Options } from '../command.ts';
import type { Declaration } from '../line/declare.ts';
import { knownHere } from './known.ts';
import { offerAt } from './place.ts';
import type { Offer } from './values.ts';

export interface Here {
  hostFor(options: Options): Promise<Host>;
  /** Of the person, for `--dir ~/…`: half-typed words come as they are typed. */
  readonly home: string;
}

/**
 * What `archlab complete -- words…` prints: the shells' scripts (`completion/`) ask it at each press of Tab, with the words up to the
 * cursor, and keep what begins as the last of them does.
 */
export async function complete(
  typed: readonly string[],
  declarations: readonly Declaration[],
  here: Here,
): Promise<string> {
  return asText(await offerAt(typed, declarations, (line) => knownHere(line, declarations, here)));
}

/** One line for each candidate, with a tab before what it means, and one of `:files` or `:folders` if the shell is to add its own. */
export function asText({ candidates, paths, before = '' }: Offer): string {
  // What a shell would have to quote is no name of ours.
  const safe = candidates.filter(([value]) => /^[\w.=+@/-]+$/.test(value));
  const lines = safe.map(([value, about]) => `${value}\t${about.replace(/[\s\p{Cc}]+/gu, ' ')}\n`);
  return [...lines, ...(paths ? [`:${paths}\t${before}\n`] : [])].join('');
}
