import type { OptionDeclaration } from '../line/declare.ts';
import {
  type Candidate,
  commandsIn,
  flagsIn,
  type Line,
  longOf,
  type Named,
  optionNamed,
  optionsOf,
  placeholder,
  readLine,
  split,
} from './line.ts';
import { type Known, type Offer, offer, plain } from './values.ts';

/** What the last word, half-typed or still empty, may become. Not only what begins as it does: shells have their own ideas of that. */
export async function offerAt(
  typed: readonly string[],
  declarations: readonly Named[],
  knownOn: (line: Line) => Known,
): Promise<Offer> {
  const partial = typed.at(-1) ?? '';
  const line = readLine(typed.slice(0, -1), declarations);
  const known = knownOn(line);
  if (line.awaiting) return await offerFor(line.awaiting, partial, known);
  if (partial.startsWith('-') && !line.ended) return await optionOrValue(line, partial, known);
  if (line.declaration === undefined) return { candidates: commandsIn(line.command, declarations) };
  const { words = [] } = line.declaration;
  const last = words.at(-1);
  const next = words[line.words.length] ?? (last?.[0].includes('...') ? last : undefined);
  if (next) return await offer(placeholder(next[0]) ?? '', partial, known);
  return { candidates: line.ended ? [] : optionsFor(line) };
}

async function optionOrValue(line: Line, partial: string, known: Known): Promise<Offer> {
  const { flag, value } = split(partial);
  if (value === undefined) return { candidates: optionsFor(line) };
  const option = optionNamed(flag, line.declaration);
  if (option === undefined) return { candidates: [] };
  const { candidates, paths, before = '' } = await offerFor(option, value, known);
  const all = candidates.map(([one, about]): Candidate => [`${flag}=${one}`, about]);
  return paths ? { candidates: all, paths, before: `${flag}=${before}` } : { candidates: all };
}

async function offerFor(option: OptionDeclaration, partial: string, known: Known): Promise<Offer> {
  if (option.choices) return { candidates: plain(option.choices) };
  return await offer(placeholder(option.flags) ?? '', partial, known);
}

/** Without those that are there already. */
function optionsFor({ declaration, given }: Line): readonly Candidate[] {
  return optionsOf(declaration)
    .filter((option) => option.many || !given.has(longOf(option)))
    .flatMap(({ flags, about }) => flagsIn(flags).map((flag): Candidate => [flag, about]));
}
