import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, expect, test } from 'vitest';
import { createDockerEngine } from '../../src/stack/engines/docker/engine.ts';
import { dockerHealth, whyNoAnswer } from '../../src/stack/engines/docker/health.ts';
import { whyNotPullable } from '../../src/stack/engines/docker/images.ts';
import { newPlan, testHost } from './stack-bench.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A PATH with nothing on it but these programs (shell scripts) and a shell. */
function pathWith(programs: Record<string, string>): Record<string, string> {
  const folder = mkdtempSync(`${tmpdir()}/archlab-path-`);
  folders.push(folder);
  symlinkSync('/bin/sh', `${folder}/sh`);
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(`${folder}/${name}`, `#!/bin/sh\n${script}\n`);
    chmodSync(`${folder}/${name}`, 0o755);
  }
  return { PATH: folder, HOME: folder };
}

function hostWith(env: Record<string, string>) {
  const host = testHost(env);
  folders.push(host.cwd);
  return host;
}

const CLIENT = '{"Client":{"Version":"28.2.2"}';
const WORKING = `case "$*" in
  version*) echo '${CLIENT},"Server":{"Version":"28.2.2","Os":"linux","Arch":"arm64"}}';;`;
const DEAF = `case "$*" in
  version*) echo '${CLIENT},"Server":null}'; exit 1;;
  "context inspect"*) echo '"unix:///nowhere/docker.sock"';;
esac`;

test.each<[string, Record<string, string>, string, string, string]>([
  ['no Docker', {}, 'no-cli', 'Docker is not installed', 'Install Docker'],
  [
    'a stub that only tells what to install, as in WSL',
    { docker: 'echo "The command docker could not be found in this WSL 2 distro."; exit 1' },
    'fake-cli',
    'the program `docker` on PATH does not answer as Docker does',
    'WSL integration',
  ],
  ['a program that says nothing', { docker: 'exit 0' }, 'fake-cli', 'does not answer as Docker', '`which docker`'],
  [
    'a daemon that does not answer',
    { docker: DEAF },
    'no-daemon',
    'the Docker daemon does not answer at unix:///nowhere/docker.sock',
    'systemctl start docker',
  ],
  [
    'no Compose',
    { docker: `${WORKING}\n *) exit 1;; esac` },
    'no-compose',
    'Docker Compose v2 is missing',
    'Install the Compose plugin',
  ],
  [
    'the old Compose',
    { docker: `${WORKING}\n *) exit 1;; esac`, 'docker-compose': 'echo 1.29.2' },
    'old-compose',
    'only the old docker-compose 1.29.2 is installed, not Compose v2',
    'Install the Compose plugin',
  ],
])('%s is told from everything else', async (_, programs, trouble, reason, fix) => {
  const health = await dockerHealth(hostWith(pathWith(programs)));
  expect(health).toMatchObject({ ok: false, trouble });
  expect(health).toMatchObject({ reason: expect.stringContaining(reason), fix: expect.stringContaining(fix) });
});

/** Contexts `default` and `lab`, of which those in `answering` answer; what is asked without --context does not. */
const contexts = (current: string, answering: string) => `case "$*" in
  "context ls"*) for name in default lab; do
    [ $name = ${current} ] && now=true || now=false
    echo '{"Name":"'$name'","DockerEndpoint":"unix:///run/'$name'.sock","Current":'$now'}'
  done;;
  "--context ${answering} version"*) echo '"28.2.2"';;
  "context inspect"*) echo '"tcp://10.0.0.1:2375"';;
  version*) echo '${CLIENT},"Server":null}'; exit 1;;
  *) exit 1;;
esac`;

test.each<[string, Record<string, string>, string, string, string]>([
  [
    'DOCKER_HOST',
    { DOCKER_HOST: 'tcp://10.0.0.1:2375' },
    contexts('default', 'default'),
    'DOCKER_HOST (tcp://10.0.0.1:2375) leads to no engine that answers, but the context "default" does (unix:///run/default.sock)',
    'Run `unset DOCKER_HOST`.',
  ],
  [
    'DOCKER_HOST, and the saved context too,',
    { DOCKER_HOST: 'tcp://10.0.0.1:2375' },
    contexts('default', 'lab'),
    'DOCKER_HOST (tcp://10.0.0.1:2375) leads',
    'Run `unset DOCKER_HOST && docker context use lab`.',
  ],
  [
    'DOCKER_CONTEXT',
    { DOCKER_CONTEXT: 'lab' },
    contexts('default', 'default'),
    'the Docker context "lab" leads to no engine that answers',
    'Run `unset DOCKER_CONTEXT`.',
  ],
  [
    'the saved context',
    {},
    contexts('lab', 'default'),
    'the Docker context "lab" leads to no engine',
    'Run `docker context use default`.',
  ],
])(
  '%s that leads nowhere while another engine answers: which one, and the command',
  async (_, env, docker, ...says) => {
    const health = await dockerHealth(hostWith({ ...pathWith({ docker }), ...env }));
    expect(health).toMatchObject({
      trouble: 'wrong-context',
      reason: expect.stringContaining(says[0] ?? ''),
      fix: says[1],
    });
  },
);

test('a context that does not exist is told from a program that is not Docker', async () => {
  const docker = contexts('default', 'default').replace(/^.*version\*\) echo '\{.*$/m, '  version*) exit 1;;');
  const health = await dockerHealth(hostWith({ ...pathWith({ docker }), DOCKER_CONTEXT: 'gone' }));
  expect(health).toMatchObject({ trouble: 'wrong-context', fix: 'Run `unset DOCKER_CONTEXT`.' });
});

test('DOCKER_HOST that leads nowhere, and no other engine: both ways out', async () => {
  const env = { ...pathWith({ docker: contexts('default', 'none') }), DOCKER_HOST: 'tcp://10.0.0.1:2375' };
  expect(await dockerHealth(hostWith(env))).toMatchObject({
    trouble: 'no-daemon',
    reason: 'the Docker daemon does not answer at tcp://10.0.0.1:2375, which DOCKER_HOST names',
    fix: expect.stringMatching(/unset DOCKER_HOST.*systemctl start docker/),
  });
});

test('a daemon that accepts and never answers keeps nobody waiting', async () => {
  const docker = `case "$*" in version*) exec /bin/sleep 60;; "context inspect"*) echo '"unix:///run/d.sock"';; esac`;
  expect(await dockerHealth(hostWith(pathWith({ docker })), 300)).toMatchObject({
    trouble: 'hung-daemon',
    reason: 'the Docker daemon at unix:///run/d.sock has not answered within 0.3 s',
    fix: expect.stringContaining('restart docker'),
  });
});

test.each(['a limit for anonymous pulls', 'no network'])('an image that cannot be pulled: %s', async (why) => {
  const limit = why.startsWith('a limit');
  const stderr = limit ? 'toomanyrequests: You have reached your pull rate limit.' : 'dial tcp: no such host';
  const host = hostWith(pathWith({ docker: `echo "${stderr}" >&2; exit 1` }));
  const refusal = await whyNotPullable(host, 'postgres:17');
  expect(refusal?.reason).toMatch(limit ? /its registry's limit is reached/ : /its registry does not offer it now/);
  expect(refusal?.fix).toMatch(
    limit ? /docker login.*--engine local.*registry-mirrors/ : /Check the network.*docker pull/,
  );
});

const LINUX = { env: {}, platform: 'linux' } as const;

test('a socket one may not use is told from a daemon that does not run', () => {
  const address = 'unix:///var/run/docker.sock';
  expect(whyNoAnswer(address, 'EACCES', LINUX)).toMatchObject({
    trouble: 'no-permission',
    reason: "you may not use Docker's socket /var/run/docker.sock",
    fix: expect.stringContaining('usermod -aG docker'),
  });
  expect(whyNoAnswer(address, 'ENOENT', LINUX)).toMatchObject({ trouble: 'no-daemon' });
  expect(whyNoAnswer('tcp://10.0.0.1:2375', undefined, LINUX)).toMatchObject({ trouble: 'no-daemon' });
});

test('a working Docker has two versions', async () => {
  const programs = pathWith({ docker: `${WORKING}\n *) echo 2.26.1;; esac` });
  expect(await dockerHealth(hostWith(programs))).toEqual({
    ok: true,
    version: '28.2.2',
    compose: '2.26.1',
    platform: 'linux/arm64',
  });
});

test('trouble becomes a gap of the engine', async () => {
  const plan = await newPlan();
  folders.push(plan.dir);
  expect(readFileSync(plan.composeFile, 'utf8')).toBe(plan.composeText);
  expect(await createDockerEngine(hostWith(pathWith({}))).probe(plan)).toEqual([
    { service: 'docker', reason: 'Docker is not installed', fix: expect.stringContaining('Install Docker') },
  ]);
});
