import type { Options, OptionValue } from '../command.ts';
import type { Declaration } from './declare.ts';
import type { Request } from './parse.ts';

/**
 * A command by its name alone (`archlab list`): what the parser would say of it, without loading the parser.
 * undefined when there is more to parse.
 */
export function bare(argv: readonly string[], declarations: readonly Declaration[]): Request | undefined {
  if (argv.length !== 1 || argv[0]?.includes(' ')) return undefined;
  const declaration = declarations.find(({ name }) => name === argv[0]);
  if (declaration === undefined || declaration.words?.some(([notation]) => notation.startsWith('<'))) return undefined;
  // As commander has it: `--no-x` declares an option x that is true.
  const options: Record<string, OptionValue> = { color: true };
  for (const { flags, fallback } of declaration.options ?? []) {
    const name = /--(?<no>no-)?(?<name>[\w-]+)/.exec(flags)?.groups ?? {};
    const value = name.no ? true : fallback;
    if (value !== undefined && name.name) options[name.name] = value;
  }
  return { kind: 'command', declaration, words: [], options: options satisfies Options };
}
