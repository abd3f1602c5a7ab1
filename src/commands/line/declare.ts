import type { CommandModule } from '../command.ts';

/** A command line as data: enough for help and parsing, without loading what it does. */
export interface Declaration {
  /** One word, or two: `lab new` stands under `lab`. */
  readonly name: string;
  /** Shown in the list of commands. */
  readonly summary: string;
  /**
   * Arguments in commander's notation: `[lab]`, `<service>`, `[file...]`. What stands in the brackets, here and in the flags of
   * options, also says what a shell may complete (`complete/values.ts`): `|` is an alternative, `=` joins a pair.
   */
  readonly words?: readonly (readonly [notation: string, about: string])[];
  readonly options?: readonly OptionDeclaration[];
  readonly examples: readonly (readonly [command: string, about: string])[];
  /** Whether `--json` prints its data. */
  readonly json?: true;
  load(): Promise<CommandModule>;
}

export interface OptionDeclaration {
  /** `-n, --lines <count>` */
  readonly flags: string;
  readonly about: string;
  readonly choices?: readonly string[];
  /** The value is a whole number of at least this. */
  readonly atLeast?: number;
  /** May be given several times. */
  readonly many?: true;
  readonly fallback?: string | number;
}

export const DIR: OptionDeclaration = {
  flags: '--dir <folder>',
  about: 'the workspace (default: the current folder or one above it)',
};

export const JSON_DATA: OptionDeclaration = { flags: '--json', about: 'print data instead of text' };

export const VERSION: OptionDeclaration = { flags: '-V, --version', about: 'print the version' };

export const HELP: OptionDeclaration = { flags: '-h, --help', about: 'display help for command' };

/** What every command takes, before its name or after it. */
export const EVERYWHERE: readonly OptionDeclaration[] = [
  { flags: '--no-color', about: 'no colours (as with NO_COLOR)' },
  { flags: '-q, --quiet', about: 'no progress, only the result' },
  { flags: '-v, --verbose', about: 'say more, with stack traces of errors' },
  { flags: '--pack <folder>', about: 'look for labs in this lab pack, too', many: true },
];

/** The command that commander adds by itself. */
export const HELP_COMMAND = { name: 'help', summary: 'describe a command', words: [['[command]', '']] } as const;
