import type { CommandModule } from '../command.ts';

/** A command line as data: enough for help and parsing, without loading what it does. */
export interface Declaration {
  /** One word, or two: `lab new` stands under `lab`. */
  readonly name: string;
  /** Shown in the list of commands. */
  readonly summary: string;
  /** Arguments in commander's notation: `[lab]`, `<service>`, `[file...]`. */
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
