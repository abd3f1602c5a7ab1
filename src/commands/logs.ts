import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT } from '../errors/codes.ts';
import { ArchlabError, systemCode } from '../errors/error.ts';
import { visible } from '../report/escape.ts';
import type { Style } from '../report/style.ts';
import { attach } from '../workspace/attach.ts';
import { openWorkspace, type Workspace } from '../workspace/open.ts';
import { followFile, lastLinesOf } from '../workspace/tail.ts';
import type { Answer, App, Options } from './command.ts';
import { dirOf, flagOf, numberOf } from './shared/options.ts';

/** Something that prints: a service of the stack or an instance of the solution. */
interface Source {
  readonly name: string;
  lastLines(count: number): Promise<readonly string[]>;
  follow(onLine: (line: string) => void, signal: AbortSignal): Promise<void>;
}

export async function run([wanted]: readonly string[], options: Options, app: App): Promise<Answer> {
  const sources = await sourcesOf(app, await openWorkspace(app.host, dirOf(options)), wanted);
  const count = numberOf(options, 'lines') ?? 50;
  const width = Math.max(...sources.map(({ name }) => name.length));
  if (flagOf(options, 'follow')) {
    const each = sources.map((source) =>
      source.follow((line) => app.print(`${render(source.name, line, width, app.style)}\n`), app.signal),
    );
    await Promise.all(each);
    return { exit: EXIT.ok, text: '' };
  }
  const blocks = await Promise.all(
    sources.map(async (source) =>
      (await source.lastLines(count)).map((line) => `${render(source.name, line, width, app.style)}\n`).join(''),
    ),
  );
  return { exit: EXIT.ok, text: blocks.join(''), verbatim: true };
}

export function render(source: string, line: string, width: number, style: Style): string {
  return `${style.accent(source.padEnd(width))} ${style.dim('|')} ${visible(line)}`;
}

async function sourcesOf(app: App, workspace: Workspace, wanted: string | undefined): Promise<readonly Source[]> {
  const programs = await programLogs(workspace);
  const program = programs.find(({ name }) => name === wanted);
  if (program) return [program];
  const stack = await attach(app.host, workspace).catch((error: unknown) => {
    // The solution's logs outlive the stack.
    if (wanted === undefined && programs.length > 0) return undefined;
    throw error;
  });
  if (stack === undefined) return programs;
  const services = stack.services.filter(({ plan }) => plan.profiles.length === 0);
  if (wanted === undefined) return [...services, ...programs];
  const service = services.find(({ name }) => name === wanted);
  if (service) return [service];
  const known = [...services, ...programs].map(({ name }) => name);
  throw new ArchlabError('USAGE_UNKNOWN_SERVICE', `Nothing named "${wanted}" has logs here.`, {
    fix: `There are: ${known.join(', ')}.`,
  });
}

async function programLogs({ paths }: Workspace): Promise<readonly Source[]> {
  const names = await readdir(paths.logs).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  });
  return names
    .filter((name) => name.endsWith('.log'))
    .sort()
    .map((name) => {
      const file = join(paths.logs, name);
      return {
        name: name.slice(0, -'.log'.length),
        lastLines: (count) => lastLinesOf(file, count),
        follow: (onLine, signal) => followFile(file, onLine, signal),
      };
    });
}
