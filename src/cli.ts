/**
 * Composition root: the only file that touches `process`. argv → one command → streams and exit code.
 * Imports here are paid by every start of the program; what only some need is imported where it is needed.
 */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { isatty } from 'node:tty';
import { fileURLToPath } from 'node:url';
import type { Answer, App, Options } from './commands/command.ts';
import { bare } from './commands/line/bare.ts';
import type { Request } from './commands/line/parse.ts';
import { COMMANDS } from './commands/line/table.ts';
import { asTyped } from './commands/line/typed.ts';
import { EXIT, type ExitCode } from './errors/codes.ts';
import { systemCode } from './errors/error.ts';
import { archlabDirs, type Host } from './host/host.ts';
import { Scope } from './host/scope.ts';
import { findPacks } from './packs/find.ts';
import { makeStyle } from './report/style.ts';

const packageDir = join(dirname(fileURLToPath(import.meta.url)), '..');
const version = (JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8')) as { version: string }).version;

const interrupt = new AbortController();
const scope = new Scope();
/** Set by the first signal; decides the exit code however the command ends then. */
let signalled: ExitCode | undefined;
/** The reader of stdout has gone: nobody is interested any more, which is no failure. */
let readerGone = false;
/** The help that bin/archlab.js prints without loading this file was rendered for this width. */
const WIDEST_HELP = 100;
/** Asked by number: making the stream costs more than everything else here, and few commands read it. */
const STDIN = 0;

await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<void> {
  watchSignals();
  watchReader();
  let exit: ExitCode;
  try {
    exit = await dispatch(argv);
  } catch (error) {
    exit = await explain(error, argv);
  }
  exit = await tearDown(exit, argv);
  process.exitCode = readerGone ? EXIT.ok : (signalled ?? exit);
  // What is still open by now (a socket of a dying server, say) must not keep the program from ending.
  await flushed();
  setTimeout(() => process.exit(), 300).unref();
}

async function dispatch(argv: readonly string[]): Promise<ExitCode> {
  if (argv[0] === 'complete' && argv[1] === '--') return printed(await completed(argv.slice(2)));
  const request = bare(argv, COMMANDS) ?? (await parsed(argv));
  if (request.kind === 'text') return printed(request.text);
  const { run } = await request.declaration.load();
  const app = await makeApp(request.options);
  const answer: Answer = await run(request.words, request.options, app);
  const exit = printed(documentOf(answer, app.json), answer.exit);
  await answer.afterwards?.();
  return exit;
}

function documentOf(answer: Answer, json: boolean): string {
  if (json && 'data' in answer) return `${JSON.stringify(answer.data, null, 2)}\n`;
  return answer.verbatim ? answer.text : asTyped(answer.text, process.env, COMMANDS);
}

/** What a shell asks at each press of Tab (completion/). Somebody is in the middle of a line there: whatever is wrong, it is no time to say so. */
async function completed(words: readonly string[]): Promise<string> {
  try {
    const { complete } = await import('./commands/complete/complete.ts');
    return await complete(words, COMMANDS, { hostFor: makeHost, home: homedir() });
  } catch {
    return '';
  }
}

/** The parser is loaded only for what needs one. */
async function parsed(argv: readonly string[]): Promise<Request> {
  const { parse } = await import('./commands/line/parse.ts');
  return parse(argv, COMMANDS, { version, columns: Math.min(process.stdout.columns || WIDEST_HELP, WIDEST_HELP) });
}

function printed(text: string, exit: ExitCode = EXIT.ok): ExitCode {
  if (text !== '') process.stdout.write(text);
  return exit;
}

async function makeApp(options: Options): Promise<App> {
  const { env, stdout, stderr } = process;
  const utf8 = process.platform === 'win32' || /utf-?8/i.test(env.LC_ALL || env.LC_CTYPE || env.LANG || '');
  const colour = (stream: NodeJS.WriteStream) =>
    options.color !== false && !env.NO_COLOR && env.TERM !== 'dumb' && stream.isTTY === true;
  const quiet = options.quiet === true;
  return {
    host: await makeHost(options),
    version,
    nodeVersion: process.version,
    signal: interrupt.signal,
    scope,
    style: makeStyle({ colour: colour(stdout), unicode: utf8, columns: stdout.columns }),
    terminal: {
      stream: stderr,
      style: makeStyle({ colour: colour(stderr), unicode: utf8, columns: stderr.columns }),
      // A terminal without a size (some containers) reports 0 columns: nothing can move there.
      animated: stderr.isTTY === true && stderr.columns > 0 && !env.CI && env.TERM !== 'dumb' && !quiet,
      quiet,
    },
    interactive: isatty(STDIN) && stderr.isTTY === true && !env.CI,
    verbose: options.verbose === true,
    json: options.json === true,
    print: (text) => void stdout.write(text),
    tell: (text) => void stdout.write(asTyped(text, env, COMMANDS)),
  };
}

async function makeHost({ dir, pack }: Options): Promise<Host> {
  const { env, platform, arch, pid, execPath } = process;
  const cwd = process.cwd();
  const packs = await findPacks({
    env,
    cwd,
    archlab: packageDir,
    named: Array.isArray(pack) ? (pack as readonly string[]) : [],
    dir: typeof dir === 'string' ? dir : undefined,
  });
  return {
    env,
    cwd,
    packs,
    platform,
    arch,
    uid: process.getuid?.(),
    pid,
    nodePath: execPath,
    dirs: { package: packageDir, ...archlabDirs(env, homedir()) },
  };
}

/** The first signal asks everything to end; the second ends the program on the spot. */
function watchSignals(): void {
  const handle = (exit: ExitCode) => () => {
    if (signalled !== undefined) process.exit(exit);
    signalled = exit;
    interrupt.abort(new DOMException('Interrupted', 'AbortError'));
  };
  process.on('SIGINT', handle(EXIT.interrupted));
  process.on('SIGTERM', handle(EXIT.terminated));
  process.on('SIGHUP', handle(EXIT.terminated));
}

function watchReader(): void {
  const handle = (error: unknown) => {
    if (systemCode(error) !== 'EPIPE') throw error;
    readerGone = true;
    interrupt.abort(new DOMException('The reader has gone', 'AbortError'));
  };
  process.stdout.on('error', handle);
  process.stderr.on('error', handle);
}

async function tearDown(exit: ExitCode, argv: readonly string[]): Promise<ExitCode> {
  try {
    await scope.dispose();
    return exit;
  } catch (error) {
    return explain(error, argv);
  }
}

/** The only place where errors end. */
async function explain(error: unknown, argv: readonly string[]): Promise<ExitCode> {
  // @inquirer reads Ctrl-C from the terminal itself, so no signal comes with it.
  if (error instanceof Error && error.name === 'ExitPromptError') return signalled ?? EXIT.interrupted;
  if (interrupt.signal.aborted && isAbort(error)) return signalled ?? EXIT.ok;
  const { describe } = await import('./report/trouble.ts');
  const { stderr, env } = process;
  const colour = stderr.isTTY === true && !env.NO_COLOR && !argv.includes('--no-color');
  const { text, exit } = describe(error, {
    style: makeStyle({ colour, unicode: true, columns: stderr.columns }),
    verbose: argv.includes('--verbose') || argv.includes('-v'),
    versions: `archlab ${version}, Node.js ${process.version}, ${process.platform} ${process.arch}`,
    command: `archlab ${argv.join(' ')}`,
  });
  stderr.write(asTyped(text, env, COMMANDS));
  return exit;
}

/** Whether this is only the echo of the signal, in whatever form a library throws it. */
function isAbort(error: unknown): boolean {
  if (error === interrupt.signal.reason) return true;
  return systemCode(error) === 'ABORT_ERR' || (error instanceof Error && error.name.startsWith('Abort'));
}

async function flushed(): Promise<void> {
  await Promise.all(
    [process.stdout, process.stderr].map((stream) => new Promise<void>((done) => stream.write('', () => done()))),
  );
}
