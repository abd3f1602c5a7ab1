import { EXIT, type ExitCode } from '../errors/codes.ts';
import { ArchlabError } from '../errors/error.ts';
import { visible } from './escape.ts';
import { hanging, wrap } from './lines.ts';
import type { Style } from './style.ts';

interface Circumstances {
  readonly style: Style;
  readonly verbose: boolean;
  /** Of archlab, Node.js and the system, for the report of a bug. */
  readonly versions: string;
  readonly command: string;
}

/** How an error is told to a person, and the exit code it stands for. Pure. */
export function describe(error: unknown, about: Circumstances): { readonly text: string; readonly exit: ExitCode } {
  const lines = error instanceof ArchlabError ? expected(error, about) : unexpected(error, about);
  return { text: `${lines.join('\n')}\n`, exit: error instanceof ArchlabError ? error.exit : EXIT.bug };
}

function expected(error: ArchlabError, { style, verbose }: Circumstances): string[] {
  const [first = '', ...rest] = wrap(visible(error.message), style.width);
  return [
    style.bad(first),
    ...rest,
    ...error.details.map((line) => `  ${style.dim(visible(line))}`),
    ...hanging('> ', error.fix, style.width),
    style.dim(`(${error.code})`),
    ...(verbose ? causes(error) : []),
  ];
}

function unexpected(error: unknown, { style, versions, command }: Circumstances): string[] {
  return [
    style.bad('archlab itself failed. This is our bug, not yours.'),
    ...causes(error),
    style.dim(`${versions}; ran: ${visible(command)}`),
    '> Please report it with the text above.',
    style.dim('(BUG)'),
  ];
}

/** Stacks of the error and what lies beneath. */
function causes(error: unknown): string[] {
  const lines: string[] = [];
  const seen = new Set<unknown>();
  const queue = [error];
  for (let next = queue.shift(); next !== undefined && !seen.has(next); next = queue.shift()) {
    seen.add(next);
    lines.push(...visible(next instanceof Error ? (next.stack ?? next.message) : String(next)).split('\n'));
    if (next instanceof AggregateError) queue.push(...next.errors);
    if (next instanceof Error && next.cause !== undefined) queue.push(next.cause);
  }
  return lines.map((line) => `  ${line}`);
}
