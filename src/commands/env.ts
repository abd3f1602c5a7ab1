import { EXIT } from '../errors/codes.ts';
import { attach, demandRunning } from '../workspace/attach.ts';
import { openWorkspace } from '../workspace/open.ts';
import type { Answer, App, Options } from './command.ts';
import { type Part, partsOf } from './shared/lab-environment.ts';
import { dirOf, flagOf, textOf } from './shared/options.ts';

export async function run(_words: readonly string[], options: Options, app: App): Promise<Answer> {
  const workspace = await openWorkspace(app.host, dirOf(options));
  const stack = await attach(app.host, workspace);
  await demandRunning(stack);
  const wanted = { instance: textOf(options, 'instance'), role: textOf(options, 'role') };
  const parts = await partsOf(app, workspace, stack, wanted, async () => []);
  // Where there are roles and none was named: the one that faces the client.
  const { instance, role, env: given } = parts.at(-1) as Part;
  const env = { ...given, INSTANCE: instance, ...(role === undefined ? {} : { ROLE: role }) };
  return { exit: EXIT.ok, data: env, text: render(env, flagOf(options, 'export')), verbatim: true };
}

/** `NAME=value` lines to read, or commands for a POSIX shell. */
export function render(env: Readonly<Record<string, string>>, asCommands: boolean): string {
  return Object.entries(env)
    .map(([name, value]) =>
      asCommands ? `export ${name}='${value.replaceAll("'", "'\\''")}'\n` : `${name}=${value}\n`,
    )
    .join('');
}
