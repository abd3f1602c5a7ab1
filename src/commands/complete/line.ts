import {
  type Declaration,
  EVERYWHERE,
  HELP,
  HELP_COMMAND,
  JSON_DATA,
  type OptionDeclaration,
  VERSION,
} from '../line/declare.ts';
import { GROUPS } from '../line/table.ts';

/** Something the half-typed word may become, and what it means. */
export type Candidate = readonly [value: string, about: string];

/** A command as far as completing it is concerned. */
export type Named = Pick<Declaration, 'name' | 'summary' | 'words' | 'options' | 'json'>;

/** What the words before the half-typed one say: a lenient parser, for a line that is not finished. */
export interface Line {
  /** `lab`, or `lab new`; '' before the first word. */
  readonly command: string;
  /** Of that command; undefined while there is none of this name. */
  readonly declaration: Named | undefined;
  /** The command's own words. */
  readonly words: readonly string[];
  /** Options so far, by their long flag, with the values they were given. */
  readonly given: ReadonlyMap<string, readonly string[]>;
  /** The option whose value comes next. */
  readonly awaiting: OptionDeclaration | undefined;
  /** Whether `--` was typed: only words can follow. */
  readonly ended: boolean;
}

const NOTHING: Line = {
  command: '',
  declaration: undefined,
  words: [],
  given: new Map(),
  awaiting: undefined,
  ended: false,
};

export function readLine(typed: readonly string[], declarations: readonly Named[]): Line {
  const commands = [...declarations, HELP_COMMAND];
  return typed.reduce((line, word) => withWord(line, word, commands), NOTHING);
}

function withWord(line: Line, word: string, commands: readonly Named[]): Line {
  if (line.awaiting) return { ...withValue(line, line.awaiting, word), awaiting: undefined };
  if (word === '--' && !line.ended) return { ...line, ended: true };
  if (word.startsWith('-') && !line.ended) return withOption(line, word);
  if (line.declaration) return { ...line, words: [...line.words, word] };
  const command = line.command === '' ? word : `${line.command} ${word}`;
  return { ...line, command, declaration: commands.find(({ name }) => name === command) };
}

function withOption(line: Line, word: string): Line {
  const { flag, value } = split(word);
  const option = optionNamed(flag, line.declaration);
  if (option === undefined) return line;
  if (value === undefined && placeholder(option.flags)) return { ...line, awaiting: option };
  return withValue(line, option, value ?? '');
}

function withValue(line: Line, option: OptionDeclaration, value: string): Line {
  const flag = longOf(option);
  return { ...line, given: new Map([...line.given, [flag, [...(line.given.get(flag) ?? []), value]]]) };
}

/** `--step=4` in its two parts; the value is undefined where there is no `=`. */
export function split(word: string): { readonly flag: string; readonly value: string | undefined } {
  const at = word.indexOf('=');
  return at < 0 ? { flag: word, value: undefined } : { flag: word.slice(0, at), value: word.slice(at + 1) };
}

/** All options that can stand after this command, or before any. */
export function optionsOf(declaration: Named | undefined): readonly OptionDeclaration[] {
  if (declaration === undefined) return [...EVERYWHERE, VERSION, HELP];
  return [...(declaration.options ?? []), ...(declaration.json ? [JSON_DATA] : []), ...EVERYWHERE, HELP];
}

export function optionNamed(flag: string, declaration: Named | undefined): OptionDeclaration | undefined {
  return optionsOf(declaration).find(({ flags }) => flagsIn(flags).includes(flag));
}

/** `-n`, `--lines` of `-n, --lines <count>`. */
export function flagsIn(flags: string): readonly string[] {
  return flags.split(/[ ,]+/).filter((part) => part.startsWith('-'));
}

export function longOf({ flags }: OptionDeclaration): string {
  return flagsIn(flags).at(-1) ?? '';
}

/** What stands in the brackets of `--step <step|check>` or `[file...]`. */
export function placeholder(notation: string): string | undefined {
  return /[<[](?<inner>.+?)(?:\.\.\.)?[>\]]/.exec(notation)?.groups?.inner;
}

/** What may follow the words of a group, '' being all commands. */
export function commandsIn(group: string, declarations: readonly Named[]): readonly Candidate[] {
  if (group !== '') {
    const within = declarations.filter(({ name }) => name.startsWith(`${group} `));
    return within.map(({ name, summary }) => [name.slice(group.length + 1), summary]);
  }
  return [
    ...[...declarations, HELP_COMMAND]
      .filter(({ name }) => !name.includes(' '))
      .map(({ name, summary }): Candidate => [name, summary]),
    ...Object.entries(GROUPS),
  ];
}
