import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { Client } from 'pg';
import { archlabDirs, type Host } from '../../src/host/host.ts';
import { freePorts } from '../../src/host/ports.ts';
import { planStack } from '../../src/stack/compose.ts';
import { createDockerEngine } from '../../src/stack/engines/docker/engine.ts';
import { createLocalEngine } from '../../src/stack/engines/local/engine.ts';
import { type RegisteredStack, remember } from '../../src/stack/registry.ts';
import type { Endpoint, Engine, EngineKind, Service, StackPlan, UpContext } from '../../src/stack/types.ts';
import { fillVariables } from '../../src/stack/variables.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** A stack small enough to start often: two databases and a program that talks to one of them. */
const COMPOSE = `
x-postgres: &postgres
  image: postgres:17
  command: [postgres, -c, fsync=off, -c, synchronous_commit=on, -c, jit=off, -c, 'work_mem=\${WORK_MEM:-5MB}']
  environment:
    POSTGRES_USER: app
    POSTGRES_PASSWORD: \${PG_PASSWORD:?}
    POSTGRES_DB: stream
    POSTGRES_INITDB_ARGS: --locale=C --encoding=UTF8
  healthcheck:
    test: [CMD, pg_isready, -h, 127.0.0.1, -U, app, -d, stream]
    interval: 500ms
    timeout: 5s
    retries: 60
services:
  a: { <<: *postgres, ports: ['127.0.0.1:\${A_PORT}:5432'] }
  b: { <<: *postgres, ports: ['127.0.0.1:\${B_PORT}:5432'] }
  stub:
    image: node:20-alpine
    working_dir: /srv
    volumes: ['./services:/srv:ro']
    command: [node, stub.js]
    environment: { PORT: 8080, DATABASE: '\${A_ADDR:-a:5432}' }
    depends_on: { a: { condition: service_healthy } }
    ports: ['127.0.0.1:\${STUB_PORT}:8080']
`;

const STUB = `
const [host, port] = process.env.DATABASE.split(':');
require('node:http').createServer((request, response) => {
  console.log('asked for ' + request.url);
  const socket = require('node:net').connect(port, host);
  socket.on('connect', () => { socket.destroy(); response.end('database reached'); });
  socket.on('error', (error) => response.end(error.message));
}).listen(process.env.PORT, process.env.HOST);
`;

export function testHost(env: Host['env'] = process.env): Host {
  const home = mkdtempSync(`${tmpdir()}/archlab-home-`);
  const uid = process.getuid?.();
  return {
    env,
    cwd: home,
    platform: process.platform,
    arch: process.arch,
    uid,
    pid: process.pid,
    nodePath: process.execPath,
    dirs: { package: repository, state: `${home}/state`, cache: archlabDirs(process.env, tmpdir()).cache },
  };
}

/** A workspace folder with a name that breaks careless quoting, and the plan of its stack. */
export async function newPlan(variables: Record<string, string> = {}): Promise<StackPlan> {
  const dir = mkdtempSync(`${tmpdir()}/archlab wörkspace '$X-`);
  mkdirSync(`${dir}/services`);
  writeFileSync(`${dir}/services/stub.js`, STUB);
  const file = `${dir}/compose.yaml`;
  writeFileSync(file, COMPOSE);
  const workspaceId = dir.slice(-6).toLowerCase();
  const filled = { ...fillVariables(COMPOSE, {}, await freePorts(3)), ...variables };
  return planStack({ text: COMPOSE, file, dir, workspaceId, lab: 'suite', variables: filled });
}

export function engineOf(kind: EngineKind, host: Host): Engine {
  return kind === 'docker' ? createDockerEngine(host) : createLocalEngine(host);
}

/** A context that keeps the registry up to date, as `start` does. */
export function contextOf(host: Host, plan: StackPlan, signal = new AbortController().signal): UpContext {
  const { workspaceId, lab, dir } = plan;
  return { signal, progress: () => undefined, record: (state) => remember(host, { workspaceId, lab, dir, state }) };
}

export function entryOf(plan: StackPlan, state: RegisteredStack['state']): RegisteredStack {
  return { workspaceId: plan.workspaceId, lab: plan.lab, dir: plan.dir, state };
}

/** A connection as the learner's program makes it. */
export async function connect(
  service: Service,
  password = service.plan.environment.POSTGRES_PASSWORD,
  { host, port }: Endpoint = service.endpoint(5432),
): Promise<Client> {
  const account = { user: 'app', database: 'stream', connectionTimeoutMillis: 5000 };
  const client = new Client({ host, port, ...account, ...(password === undefined ? {} : { password }) });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

export async function ask(service: Service, sql: string, at?: Endpoint): Promise<unknown> {
  const client = await connect(service, undefined, at);
  try {
    const { rows } = await client.query({ text: sql, rowMode: 'array' });
    return (rows as unknown[][])[0]?.[0];
  } finally {
    await client.end();
  }
}

export async function get(service: Service): Promise<string> {
  const { host, port } = service.endpoint(8080);
  const reply = await fetch(`http://${host}:${port}/hello`, { signal: AbortSignal.timeout(5000) });
  return reply.text();
}

/** What the other process is to do, see stack-child.ts. */
export interface ChildTask {
  readonly kind: EngineKind;
  readonly host: Host;
  readonly plan: StackPlan;
  readonly action: 'up' | 'restart b';
}

let bundle: Promise<string> | undefined;

/** Starts stack-child.ts as a process of its own; `lines` are what it prints. */
export async function otherProcess(task: ChildTask) {
  bundle ??= bundleChild();
  const child = spawn(process.execPath, [await bundle], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(task));
  const lines = createInterface({ input: child.stdout });
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  return { child, lines, ended };
}

/** Node 20 cannot run TypeScript. The bundle lies where its packages are found. */
async function bundleChild(): Promise<string> {
  const outfile = `${repository}/node_modules/.archlab-test/stack-child-${process.pid}.mjs`;
  const entryPoints = [fileURLToPath(new URL('stack-child.ts', import.meta.url))];
  await build({
    entryPoints,
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
  return outfile;
}
