import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { ArchlabError } from '../../../../../errors/error.ts';
import type { Host } from '../../../../../host/host.ts';
import type { ServicePlan } from '../../../../types.ts';
import { MARKER, type Place, type PrepareContext, type Server } from '../driver.ts';
import { confined, handOver } from './confine.ts';

const TOOL_PATH = '/usr/bin:/bin:/usr/sbin:/sbin';

/** Change it when a template made by an older archlab must not be used any more. */
const LAYOUT = 3;

/**
 * Copies the template cluster to the service's data folder. initdb takes half a second and more, a copy a tenth of it.
 * @throws ArchlabError MACHINE_FILES, MACHINE_SERVICE_NOT_READY
 */
export async function cloneTemplate(
  service: ServicePlan,
  place: Place,
  server: Server,
  context: PrepareContext,
): Promise<void> {
  const template = await ensureTemplate(service, server, context);
  await mkdir(dirname(place.dataDir), { recursive: true });
  await copy(join(template, 'cluster'), place.dataDir, service, place, context);
  const base = join(place.dataDir, 'base', TEMPLATE0);
  await link(join(template, TEMPLATE0), base, place, context).catch(() =>
    // Another file system: its own copy is as good, only slower.
    copy(join(template, TEMPLATE0), base, service, place, context),
  );
}

/**
 * The database `template0` has this number since version 15. No server ever writes to it, since nobody can connect to it, so all
 * clones share its files: each file of a cluster costs time to make, the more so where the file system has just deleted many.
 */
const TEMPLATE0 = '4';

async function link(from: string, to: string, place: Place, context: PrepareContext): Promise<void> {
  if (context.host.platform === 'darwin') throw new Error('cp cannot link there, but it clones without copying');
  const done = await run('cp', ['-al', from, to], place, context);
  if (!done.failed) return;
  await rm(to, { recursive: true, force: true });
  throw new Error(done.stderr);
}

async function copy(from: string, to: string, service: ServicePlan, place: Place, context: PrepareContext) {
  // `-a` keeps the mode 0700, without which the server refuses, and the owner.
  const flags = context.host.platform === 'darwin' ? ['-cpR'] : ['-a', '--reflink=auto'];
  const done = await run('cp', [...flags, from, to], place, context);
  if (done.failed)
    throw new ArchlabError('MACHINE_FILES', `The data of "${service.name}" could not be copied to ${to}.`, {
      details: done.stderr.split('\n').slice(-5),
    });
}

async function run(program: string, args: readonly string[], place: Place, { signal }: PrepareContext) {
  const done = await execa(program, args, {
    reject: false,
    cancelSignal: signal,
    stdin: 'ignore',
    extendEnv: false,
    // By its environment it is found and ended, should we be killed meanwhile.
    env: { PATH: TOOL_PATH, [MARKER]: place.dataDir },
  });
  signal.throwIfAborted();
  return done;
}

/** Where the superuser's password of the template is kept; each clone gets another one at its first start. */
export function secretFile(service: ServicePlan, server: Server, host: Host): string {
  return join(templateFolder(service, server, host), 'secret');
}

function templateFolder(service: ServicePlan, server: Server, host: Host): string {
  const { program, version, confinement } = server;
  const key = JSON.stringify([LAYOUT, program, version, initdbFlags(service), databaseOf(service), confinement.kind]);
  const name = `template-${createHash('sha256').update(key).digest('hex').slice(0, 12)}`;
  return join(server.dataRoot === undefined ? host.dirs.cache : dirname(server.dataRoot), 'postgres', name);
}

/** The template has the service's database already: copying its files is quicker than CREATE DATABASE in each clone. */
function databaseOf(service: ServicePlan): string {
  const { POSTGRES_USER: user = 'postgres', POSTGRES_DB: database = user } = service.environment;
  return database;
}

/** As the image does it; without arguments of the file, text sorts bytewise. */
function initdbFlags(service: ServicePlan): string[] {
  const given = service.environment.POSTGRES_INITDB_ARGS?.split(/\s+/).filter((word) => word !== '') ?? [];
  const locale = given.length > 0 ? given : ['--locale=C', '--encoding=UTF8'];
  const user = service.environment.POSTGRES_USER ?? 'postgres';
  // Small WAL segments make the cluster a fifth smaller, so a fifth quicker to copy.
  return ['-U', user, '-A', 'scram-sha-256', '--no-instructions', '--no-sync', '--wal-segsize=1', ...locale];
}

/** Several services and several archlab processes may ask at once: each makes its own, the first to finish gives it the name. */
const underWay = new Map<string, Promise<void>>();

async function ensureTemplate(service: ServicePlan, server: Server, context: PrepareContext): Promise<string> {
  const folder = templateFolder(service, server, context.host);
  if (await exists(folder)) return folder;
  const making = underWay.get(folder) ?? makeTemplate(folder, service, server, context);
  underWay.set(folder, making);
  try {
    await making;
  } finally {
    underWay.delete(folder);
  }
  return folder;
}

async function makeTemplate(folder: string, service: ServicePlan, server: Server, context: PrepareContext) {
  context.progress(`making a PostgreSQL ${server.version} template, once`);
  const home = dirname(folder);
  await mkdir(home, { recursive: true, mode: 0o755 });
  await removeOld(home);
  const temporary = await mkdtemp(join(home, 'tmp-'));
  try {
    const secret = join(temporary, 'secret');
    await writeFile(secret, `${randomBytes(18).toString('hex')}\n`, { mode: 0o600 });
    await handOver(secret, server.confinement);
    await handOver(temporary, server.confinement);
    await initdb(join(temporary, 'cluster'), secret, service, server, context.signal);
    await rename(temporary, folder).catch(async (error: unknown) => {
      if (!(await exists(folder))) throw error;
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function initdb(cluster: string, secret: string, service: ServicePlan, server: Server, signal: AbortSignal) {
  const run = (argv: readonly [string, ...string[]], input: string) =>
    runTool(argv, input, { service, server, signal });
  const program = join(dirname(server.program), 'initdb');
  await run([program, '-D', cluster, '--pwfile', secret, ...initdbFlags(service)], '');
  const database = databaseOf(service);
  if (database !== 'postgres') {
    const statement = `CREATE DATABASE "${database.replaceAll('"', '""')}" STRATEGY file_copy;\n`;
    await run([server.program, '--single', '-D', cluster, '-F', '-c', 'exit_on_error=true', 'postgres'], statement);
  }
  await slim(cluster);
  await rename(join(cluster, 'base', TEMPLATE0), join(dirname(cluster), TEMPLATE0));
}

/**
 * Removes the maps of free space and of visibility, a quarter of all files. They are hints, and a server makes them anew when it needs
 * them ("Free Space Map" and "Visibility Map" in the manual's chapter on physical storage).
 */
async function slim(cluster: string): Promise<void> {
  for (const database of await readdir(join(cluster, 'base'))) {
    const folder = join(cluster, 'base', database);
    const maps = (await readdir(folder)).filter((name) => /_(?:fsm|vm)$/.test(name));
    await Promise.all(maps.map((name) => rm(join(folder, name))));
  }
}

interface ToolContext {
  readonly service: ServicePlan;
  readonly server: Server;
  readonly signal: AbortSignal;
}

async function runTool(argv: readonly [string, ...string[]], input: string, { service, server, signal }: ToolContext) {
  const { file, args, user } = confined(argv, server.confinement);
  const run = await execa(file, args, {
    ...user,
    input,
    reject: false,
    cancelSignal: signal,
    extendEnv: false,
    env: { PATH: TOOL_PATH, LC_ALL: 'C', TZ: 'UTC' },
    cwd: '/',
    all: true,
    timeout: 60_000,
  });
  signal.throwIfAborted();
  if (run.failed)
    throw new ArchlabError('MACHINE_SERVICE_NOT_READY', `${argv[0]} failed for service "${service.name}".`, {
      details: (run.all ?? run.shortMessage).split('\n').slice(-10),
      fix: 'Run `archlab doctor`, or use `--engine docker`.',
    });
}

/** Removes what killed processes left of unfinished templates. */
async function removeOld(home: string): Promise<void> {
  for (const name of await readdir(home)) {
    if (!name.startsWith('tmp-')) continue;
    const { mtimeMs } = await stat(join(home, name)).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (Date.now() - mtimeMs > 3_600_000) await rm(join(home, name), { recursive: true, force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
