import type { ExitCode } from '../errors/codes.ts';
import type { Host } from '../host/host.ts';
import type { Scope } from '../host/scope.ts';
import type { Style } from '../report/style.ts';
import type { Terminal } from '../report/terminal.ts';

/** What a command may use of the world; made in the composition root. */
export interface App {
  readonly host: Host;
  /** Of archlab. */
  readonly version: string;
  /** Of Node.js, as `v20.19.0`. */
  readonly nodeVersion: string;
  /** Fires on Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
  /** Disposed of when the command ends, however it ends. */
  readonly scope: Scope;
  /** For what goes to stdout. */
  readonly style: Style;
  /** stderr: progress and questions. */
  readonly terminal: Terminal;
  /** A person is there to be asked. */
  readonly interactive: boolean;
  readonly verbose: boolean;
  /** stdout is for one JSON document. */
  readonly json: boolean;
  /** Writes to stdout at once: only for what has no end of its own, such as `logs -f`. */
  print(text: string): void;
  /** As `print`, for text of ours: the commands in it are put as the person types them. */
  tell(text: string): void;
}

/** How a command ended. `text` is the document for a person; with --json `data` is printed instead. */
export interface Answer {
  readonly exit: ExitCode;
  readonly data?: unknown;
  readonly text: string;
  /** What is still to be done when the answer has been printed, for which nobody should wait. */
  readonly afterwards?: () => Promise<void>;
  /** `text` is a document of its own, in which nothing may be put into a person's words. */
  readonly verbatim?: true;
}

/** A command's module: loaded only when it is used. */
export interface CommandModule {
  run(words: readonly string[], options: Options, app: App): Promise<Answer>;
}

/** As parsed by commander and checked by the declarations in `table.ts`. */
export type Options = Readonly<Record<string, OptionValue | undefined>>;
export type OptionValue = string | number | boolean | readonly string[];
