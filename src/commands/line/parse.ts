import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { ArchlabError } from '../../errors/error.ts';
import type { Options, OptionValue } from '../command.ts';
import {
  type Declaration,
  EVERYWHERE,
  HELP,
  HELP_COMMAND,
  JSON_DATA,
  type OptionDeclaration,
  VERSION,
} from './declare.ts';
import { GROUPS } from './table.ts';

/** What the command line asks for. */
export type Request =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'command';
      readonly declaration: Declaration;
      readonly words: readonly string[];
      readonly options: Options;
    };

export interface Shape {
  readonly version: string;
  /** Columns of the terminal, for the layout of help. */
  readonly columns: number;
}

/**
 * argv (without node and script) → what to do. Loads no command.
 * @throws ArchlabError USAGE or USAGE_BAD_OPTION
 */
export async function parse(
  argv: readonly string[],
  declarations: readonly Declaration[],
  shape: Shape,
): Promise<Request> {
  let text = '';
  let request: Request | undefined;
  const write = (more: string) => {
    text += more;
  };
  const program = base(new Command('archlab'), shape, write)
    .description('Learn backend architecture by building a piece of a real system and having it attacked.')
    .version(shape.version, VERSION.flags, VERSION.about)
    .helpCommand(`${HELP_COMMAND.name} ${HELP_COMMAND.words[0][0]}`, HELP_COMMAND.summary)
    .addHelpText('after', '\nBegin with:  archlab list   or   archlab demo sharding');
  for (const option of EVERYWHERE) program.addOption(commanderOption(option));
  for (const declaration of declarations) {
    parentOf(program, declaration, shape, write).addCommand(
      base(subcommand(declaration), shape, write).action((...all) => {
        const command = all.at(-1) as Command;
        request = { kind: 'command', declaration, words: command.args, options: command.optsWithGlobals<Options>() };
      }),
    );
  }
  try {
    await program.parseAsync(argv.length === 0 ? ['--help'] : [...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { kind: 'text', text };
    // `archlab lab`: commander takes it for an error that no command was named.
    if (error.code === 'commander.help') return parse([...argv, '--help'], declarations, shape);
    throw usage(error, argv, declarations);
  }
  return request ?? { kind: 'text', text };
}

/** `lab new` is the command `new` of a command `lab`, which by itself only tells what it has. */
function parentOf(program: Command, { name }: Declaration, shape: Shape, write: (text: string) => void): Command {
  const [first = '', second] = name.split(' ');
  if (second === undefined) return program;
  const known = program.commands.find((command) => command.name() === first);
  if (known) return known;
  const group = base(new Command(first), shape, write)
    .description(GROUPS[first] ?? '')
    .helpCommand(false);
  program.addCommand(group);
  return group;
}

function base(command: Command, shape: Shape, write: (text: string) => void): Command {
  return command
    .exitOverride()
    .helpOption(HELP.flags, HELP.about)
    .configureOutput({
      writeOut: write,
      // The error is thrown as well; it is printed where all errors are.
      writeErr: () => {},
      getOutHelpWidth: () => shape.columns,
    })
    .configureHelp({ showGlobalOptions: true });
}

function subcommand(declaration: Declaration): Command {
  const command = new Command(declaration.name.split(' ').at(-1))
    .summary(declaration.summary)
    .description(`${sentence(declaration)}.`);
  for (const [notation, about] of declaration.words ?? []) command.addArgument(new Argument(notation, about));
  for (const option of declaration.options ?? []) command.addOption(commanderOption(option));
  if (declaration.json) command.addOption(commanderOption(JSON_DATA));
  const width = Math.max(...declaration.examples.map(([line]) => line.length));
  const lines = declaration.examples.map(([line, about]) => `  ${line.padEnd(width)}  ${about}`);
  return command.addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
}

function sentence({ summary }: Declaration): string {
  return summary.charAt(0).toUpperCase() + summary.slice(1);
}

function commanderOption({ flags, about, choices, atLeast, many, fallback }: OptionDeclaration): Option {
  const option = new Option(flags, about);
  if (choices) option.choices([...choices]);
  if (atLeast !== undefined) option.argParser((text) => wholeNumber(text, atLeast));
  if (many) option.argParser<readonly string[]>((text, before: OptionValue | undefined) => [...strings(before), text]);
  if (fallback !== undefined) option.default(fallback);
  return option;
}

function strings(value: OptionValue | undefined): readonly string[] {
  return Array.isArray(value) ? (value as readonly string[]) : [];
}

function wholeNumber(text: string, atLeast: number): number {
  const number = Number(text);
  if (!/^\d{1,10}$/.test(text) || number > 0xffff_ffff || number < atLeast) {
    throw new InvalidArgumentError(`It must be a whole number of at least ${atLeast}.`);
  }
  return number;
}

function usage(error: CommanderError, argv: readonly string[], declarations: readonly Declaration[]): ArchlabError {
  const message = error.message.replace(/^error: /, '').replace(/\n/g, ' ');
  const named =
    declarations.find(({ name }) => name === argv.slice(0, 2).join(' ')) ??
    declarations.find(({ name }) => name === argv[0]);
  const code = error.code === 'commander.invalidArgument' ? 'USAGE_BAD_OPTION' : 'USAGE';
  return new ArchlabError(
    code,
    `${message.charAt(0).toUpperCase()}${message.slice(1)}${/[.?)]$/.test(message) ? '' : '.'}`,
    {
      fix: `See \`archlab ${named ? `${named.name} ` : ''}--help\`.`,
    },
  );
}
