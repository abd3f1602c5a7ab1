import { join } from 'node:path';
import { EXIT } from '../errors/codes.ts';
import { freePorts } from '../host/ports.ts';
import { visible } from '../report/escape.ts';
import { renderFailure } from '../report/failure.ts';
import { openProgress } from '../report/progress.ts';
import { bringUp, type SolutionOptions } from '../solution/bring-up.ts';
import { openSolution } from '../solution/solution.ts';
import type { Exit } from '../solution/types.ts';
import { attach, demandRunning } from '../workspace/attach.ts';
import { takeLock } from '../workspace/lock.ts';
import { openWorkspace } from '../workspace/open.ts';
import { endStrays, MARK } from '../workspace/strays.ts';
import { followFile } from '../workspace/tail.ts';
import type { Answer, App, Options } from './command.ts';
import { type Part, partsOf } from './shared/lab-environment.ts';
import { dirOf, numberOf, textOf } from './shared/options.ts';

export async function run(_words: readonly string[], options: Options, app: App): Promise<Answer> {
  const workspace = await openWorkspace(app.host, dirOf(options));
  const { paths, manifest, state } = workspace;
  app.scope.use('the lock of the workspace', await takeLock(paths.lock, app.host.pid, 'archlab run'));
  const stack = await attach(app.host, workspace);
  await demandRunning(stack);
  const wanted = { instance: textOf(options, 'instance'), role: textOf(options, 'role') };
  const parts = await partsOf(app, workspace, stack, wanted, async (count) => {
    const free = await freePorts(count);
    const given = numberOf(options, 'port');
    return given === undefined ? free : [...free.slice(0, -1), given];
  });
  const host = { ...app.host, env: { ...app.host.env, [MARK]: state.id } };
  const how: SolutionOptions = { dir: paths.dir, manifest, logsDir: paths.logs, host };
  using progress = await openProgress(app.terminal);
  if (options.build !== false) {
    progress.now('building');
    const failure = await openSolution(how).build(app.signal);
    if (failure) return { exit: EXIT.failed, text: renderFailure(failure, app.style) };
  }
  app.scope.defer('processes of the solution', () => endStrays(app.host, state.id));
  const running: Running[] = [];
  for (const part of parts) {
    progress.now(`waiting until ${nameOf(part)} is ready`);
    const up = await bringUp(how, part, part.port, app.signal);
    if (!up.ok) return { exit: EXIT.failed, text: renderFailure(up.failure, app.style) };
    running.push({ part, program: up.program, logFile: join(paths.logs, `${part.name}.log`) });
    progress.say(`${nameOf(part)} is ready at http://127.0.0.1:${part.port}; Ctrl-C ends it`);
  }
  progress[Symbol.dispose]();
  const ended = await foreground(running, app);
  return ended === undefined
    ? { exit: EXIT.ok, text: '' }
    : { exit: EXIT.failed, text: render(nameOf(ended.part), ended.exit) };
}

interface Program {
  readonly exited: Promise<Exit>;
  end(signal: 'SIGTERM'): Promise<Exit>;
}

interface Running {
  readonly part: Part;
  readonly program: Program;
  readonly logFile: string;
}

/** Shows what the programs print until one ends (then returns which, and how) or the person ends them. */
async function foreground(running: readonly Running[], app: App) {
  const ended = new AbortController();
  const widest = Math.max(...running.map(({ part }) => part.name.length));
  // One program needs no name before its lines.
  const prefix = ({ name }: Part) => (running.length === 1 ? '' : app.style.dim(`${name.padEnd(widest)} | `));
  const outputs = running.map(({ part, logFile }) =>
    followFile(logFile, (line) => app.print(`${prefix(part)}${visible(line)}\n`), ended.signal),
  );
  const interrupted = new Promise<undefined>((done) => {
    if (app.signal.aborted) done(undefined);
    app.signal.addEventListener('abort', () => done(undefined), { once: true });
  });
  const exits = running.map(async ({ part, program }) => ({ part, exit: await program.exited }));
  const first = await Promise.race([...exits, interrupted]);
  await Promise.all(running.map(({ program }) => program.end('SIGTERM')));
  ended.abort();
  await Promise.all(outputs);
  return first;
}

const nameOf = ({ name, role }: Part) => (role === undefined ? `instance ${name}` : name);

export function render(name: string, { code, signal }: Exit): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)} has ended by itself, ${signal === null ? `exit code ${code}` : `by ${signal}`}.\n`;
}
