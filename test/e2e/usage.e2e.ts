import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, lchownSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { pathWith } from './support/path.ts';
import { startedWorkspace } from './support/workspace.ts';
import { World } from './support/world.ts';

// Whatever is wrong before anything runs: the message, the exit code, and nothing lost.

let world: World;
let dir: string;
beforeAll(async () => {
  world = new World('usage');
  dir = await startedWorkspace(world);
  await world.archlab(['stop'], { cwd: dir });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

test.each([
  ['an unknown lab, with the nearest name', ['start', 'shardng'], 2, /"sharding"[\s\S]*USAGE_UNKNOWN_LAB/],
  ['a lab that is not built yet', ['start', 'kafka'], 2, /chapter 5[\s\S]*USAGE_LAB_COMING/],
  ['a lab of no starter in this language', ['start', 'sharding', '--language', 'cobol'], 2, /cobol[\s\S]*typescript/],
  ['nobody to ask for the lab', ['start'], 2, /USAGE_NOT_INTERACTIVE/],
  ['not in a workspace', ['verify'], 4, /WORKSPACE_NONE/],
  ['an unknown command', ['strat'], 2, /Did you mean start/],
  ['an unknown option', ['verify', '--stpe', '4'], 2, /Did you mean --step/],
  ['a number that is none', ['verify', '--seed', 'x'], 2, /whole number[\s\S]*USAGE_BAD_OPTION/],
  ['an engine that does not exist', ['start', 'sharding', '--engine', 'podman'], 2, /docker, local/],
])('%s', async (_, args, code, message) => {
  expect(await world.archlab(args)).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(message) });
  expect(readdirSync(world.dir)).not.toContain('sharding');
});

test.each([
  ['a format that does not exist', ['verify', '--format', 'pdf'], 2, /USAGE_UNKNOWN_FORMAT/],
  ['a report without a file', ['verify', '--report', 'junit'], 2, /FORMAT=FILE/],
  ['not started', ['verify'], 4, /WORKSPACE_NOT_STARTED/],
  ['not started', ['env'], 4, /WORKSPACE_NOT_STARTED/],
  ['a lab from inside the workspace of another', ['start', 'saga'], 2, /USAGE/],
  ['reset without saying what', ['reset'], 2, /No file differs/],
  ['reset of what is no file of the template', ['reset', '../x'], 2, /outside of this workspace/],
  ['a step that does not exist', ['hint', '99'], 2, /USAGE_UNKNOWN_STEP/],
])('in a workspace: %s', async (_, args, code, message) => {
  expect(await world.archlab(args, { cwd: dir })).toMatchObject({ code, stderr: expect.stringMatching(message) });
});

test('a folder with other files: refused by name, kept with --force', async () => {
  const taken = world.path('schon da');
  mkdirSync(taken);
  writeFileSync(join(taken, 'compose.yaml'), 'mine');
  writeFileSync(join(taken, 'unrelated.txt'), 'stays');
  const args = ['start', 'sharding', '--dir', taken, '--engine', 'local'];
  expect(await world.archlab(args)).toMatchObject({
    code: 4,
    stderr: expect.stringMatching(/compose\.yaml[\s\S]*WORKSPACE_NOT_EMPTY/),
  });
  expect(readdirSync(taken).sort()).toEqual(['compose.yaml', 'unrelated.txt']);
  const forced = await world.archlab([...args, '--force']);
  expect(forced, forced.stderr).toMatchObject({ code: 0 });
  const [time = ''] = readdirSync(join(taken, '.archlab/backup'));
  expect(readFileSync(join(taken, '.archlab/backup', time, 'compose.yaml'), 'utf8')).toBe('mine');
  expect(readFileSync(join(taken, 'unrelated.txt'), 'utf8')).toBe('stays');
  await world.archlab(['stop'], { cwd: taken });
});

test.each([
  [
    'a misspelt key',
    'archlab.yaml',
    'lab: sharding\nlanguage: typescript\nrum: x\n',
    /line 3[\s\S]*"run"[\s\S]*WORKSPACE_MANIFEST/,
  ],
  ['no YAML', 'archlab.yaml', 'lab: [', /archlab\.yaml, line[\s\S]*WORKSPACE_MANIFEST/],
  ['an unknown lab', 'archlab.yaml', 'lab: gone\nlanguage: typescript\nrun: x\n', /USAGE_UNKNOWN_LAB/],
  ['a broken Compose file', 'compose.yaml', 'services: 5\n', /compose\.yaml[\s\S]*WORKSPACE_COMPOSE/],
])('start with %s, and the way back', async (_, file, content, message) => {
  writeFileSync(join(dir, file), content);
  const refused = await world.archlab(['start', '--engine', 'local'], { cwd: dir });
  expect(refused, refused.stderr).toMatchObject({ stderr: expect.stringMatching(message) });
  expect([2, 4]).toContain(refused.code);
  const reset = await world.archlab(['reset', file], { cwd: dir });
  expect(reset, reset.stderr).toMatchObject({ code: 0, stdout: expect.stringContaining(`restored ${file}`) });
  expect(await world.archlab(['status'], { cwd: dir })).toMatchObject({ code: 0 });
});

test('a damaged state file: every command says so, stop makes it good', async () => {
  writeFileSync(join(dir, '.archlab/state.json'), '{"schema":1,"id":');
  for (const command of ['verify', 'status', 'start']) {
    const refused = await world.archlab([command], { cwd: dir });
    expect(refused).toMatchObject({ code: 4, stderr: expect.stringMatching(/archlab stop[\s\S]*WORKSPACE_STATE/) });
  }
  expect(await world.archlab(['stop'], { cwd: dir })).toMatchObject({ code: 0 });
  expect(await world.archlab(['status'], { cwd: dir })).toMatchObject({ code: 0 });
});

test('npm cannot install the dependencies: the servers stay, and it says what to do later', async () => {
  const offline = world.path('offline');
  const env = { npm_config_registry: 'http://127.0.0.1:9', npm_config_cache: world.path('empty-cache') };
  const args = ['start', 'sharding', '--dir', offline, '--engine', 'local'];
  const started = await world.archlab(args, { env });
  expect(started).toMatchObject({ code: 3, stderr: expect.stringMatching(/npm ci[\s\S]*MACHINE_DEPENDENCIES/) });
  const status = JSON.parse((await world.archlab(['status', '--json'], { cwd: offline })).stdout);
  expect(status.engine).toBe('local');
  expect(await world.archlab(['start'], { cwd: offline })).toMatchObject({ code: 0 });
  await world.archlab(['stop'], { cwd: offline });
});

const WORKING = `version*) echo '{"Client":{"Version":"28.2.2"},"Server":{"Version":"28.2.2"}}';;`;
const deaf = (address: string) => `version*) echo '{"Client":{"Version":"28.2.2"},"Server":null}'; exit 1;;
  "context inspect"*) echo '"${address}"';;`;

test.each<[string, Record<string, string>, RegExp]>([
  ['no Docker at all', {}, /Docker is not installed[\s\S]*Install Docker/],
  ['something else that is called docker', { docker: '*) echo hello;;' }, /does not answer as\s+Docker/],
  [
    'the wrong context',
    {
      docker: `"context ls"*) echo '{"Name":"default","DockerEndpoint":"unix:///a","Current":true}'
        echo '{"Name":"colima","DockerEndpoint":"unix:///b","Current":false}';;
      "--context colima"*) echo '"28.2.2"';;
      ${deaf('unix:///a')}`,
    },
    /the Docker context "default" leads to no engine[\s\S]*docker context use colima/,
  ],
  ['a daemon that does not run', { docker: deaf('unix:///nowhere') }, /daemon does not\s+answer at unix:\/\/\/nowhere/],
  ['no Compose', { docker: `${WORKING} *) exit 1;;` }, /Compose v2 is missing[\s\S]*Install the Compose plugin/],
  [
    'Compose v1 only',
    { docker: `${WORKING} *) exit 1;;`, 'docker-compose': '*) echo 1.29.2;;' },
    /only the old docker-compose 1\.29\.2/,
  ],
])('--engine docker with %s', async (name, programs, sentence) => {
  const refused = await world.archlab(['start', '--engine', 'docker'], {
    cwd: dir,
    env: { PATH: pathWith(world, name, programs) },
  });
  expect(refused, refused.stderr).toMatchObject({ code: 3, stderr: expect.stringMatching(sentence) });
  expect(refused.stderr).toContain('MACHINE_DOCKER');
});

test('--engine docker at the limit of the registry', async () => {
  const docker = `version*) echo '{"Client":{},"Server":{"Version":"28.2.2"}}';;
    "compose version"*) echo 2.26.1;;
    pull*) echo "Error response from daemon: toomanyrequests: You have reached your pull rate limit." >&2; exit 1;;
    *) exit 1;;`;
  const refused = await world.archlab(['start', '--engine', 'docker'], {
    cwd: dir,
    env: { PATH: pathWith(world, 'limit', { docker }) },
  });
  expect(refused, refused.stderr).toMatchObject({
    code: 3,
    stderr: expect.stringMatching(
      /limit for anonymous pulls[\s\S]*docker login[\s\S]*--engine\s+local[\s\S]*MACHINE_DOCKER_IMAGES/,
    ),
  });
});

test('--engine docker without permission for its socket', async () => {
  const socket = world.path('s');
  const server = createServer().listen(socket);
  await once(server, 'listening');
  chmodSync(socket, 0);
  chmodSync(world.dir, 0o755);
  const own = world.path('somebody');
  cpSync(dir, own, { recursive: true, verbatimSymlinks: true });
  // Root may use every socket, so then the command runs as somebody else.
  const somebody = process.getuid?.() === 0 ? { uid: 65534 } : {};
  if ('uid' in somebody) for (const path of [own, ...below(own)]) lchownSync(path, 65534, 65534);
  const env = { PATH: pathWith(world, 'no permission', { docker: deaf(`unix://${socket}`) }) };
  const refused = await world.archlab(['start', '--engine', 'docker'], { cwd: own, env, ...somebody });
  server.close();
  expect(refused, refused.stderr).toMatchObject({ code: 3, stderr: expect.stringMatching(/may not use\s+Docker's/) });
});

function below(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
}

test('a lab whose server is missing here: what to install', async () => {
  // The package without its optional dependencies, as after `npm install --omit=optional`, and a PATH without PostgreSQL.
  const alone = world.path('allein');
  cpSync(join(inject('archlab'), '../..'), alone, { recursive: true });
  const env = { ...world.env, PATH: pathWith(world, 'nothing', {}) };
  const run = promisify(execFile)(process.execPath, [join(alone, 'bin/archlab.js'), ...START_LOCAL], {
    env,
    cwd: alone,
  });
  const { code, stderr } = (await run.catch((error: unknown) => error)) as { code: number; stderr: string };
  expect(stderr).toMatch(/PostgreSQL 17[\s\S]*postgresql-17[\s\S]*MACHINE_SERVER_MISSING/);
  expect(code).toBe(3);
});

const START_LOCAL = ['start', 'sharding', '--engine', 'local', '--dir', 'w'];

test('a damaged catalogue of the package is our fault', async () => {
  const file = join(inject('archlab'), '../../dist/catalogue.json');
  const whole = readFileSync(file, 'utf8');
  writeFileSync(file, '{');
  try {
    expect(await world.archlab(['list'])).toMatchObject({
      code: 70,
      stderr: expect.stringContaining('catalogue.json'),
    });
  } finally {
    writeFileSync(file, whole);
  }
});

test('a reader that goes away is no failure', async () => {
  const { spawnSync } = await import('node:child_process');
  const line = `"$NODE" "$ARCHLAB" list | head -n 1; exit "\${PIPESTATUS[0]}"`;
  const env = { ...world.env, NODE: process.execPath, ARCHLAB: inject('archlab') };
  expect(spawnSync('bash', ['-c', line], { env, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
});

test('the help that the build has rendered is what the parser prints', async () => {
  const [rendered, parsed] = await Promise.all([world.archlab(['--help']), world.archlab(['--help', '--no-color'])]);
  expect(rendered.stdout).toBe(parsed.stdout);
  expect((await world.archlab([])).stdout).toBe(parsed.stdout);
  const { version } = JSON.parse(readFileSync(join(inject('archlab'), '../../package.json'), 'utf8'));
  for (const args of [['--version'], ['--version', '--no-color']]) {
    expect(await world.archlab(args)).toMatchObject({ code: 0, stdout: `${version}\n` });
  }
});

test('run by npx, the next commands are named as they have to be typed', async () => {
  const env = { npm_command: 'exec', npm_lifecycle_event: 'npx' };
  expect((await world.archlab(['list'], { env })).stdout).toContain('npx archlab info <lab>');
  expect((await world.archlab(['verify'], { env })).stderr).toContain('`npx archlab start');
});

test('an outdated Node.js reaches a sentence, not a syntax error', async () => {
  const { spawnSync } = await import('node:child_process');
  const code = `Object.defineProperty(process.versions, 'node', { value: '18.20.4' }); require(process.argv[1])`;
  const { status, stderr } = spawnSync(process.execPath, ['-e', code, inject('archlab')], { encoding: 'utf8' });
  expect(stderr).toMatch(/needs Node\.js 20\.19 or newer[\s\S]*Install a newer Node\.js/);
  expect(status).toBe(3);
});

test('help and version say nothing on the error stream', async () => {
  for (const args of [['--version'], ['--help'], ['verify', '--help']]) {
    expect(await world.archlab(args)).toMatchObject({ code: 0, stderr: '' });
  }
});
