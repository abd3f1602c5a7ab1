import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ArchlabError } from '../errors/error.ts';
import { localPlan, planStack } from './compose.ts';
import { fillVariables } from './variables.ts';

const plan = (text: string, variables: Record<string, string> = {}) =>
  planStack({ text, variables, file: 'compose.yaml', dir: '/w', workspaceId: 'ab12', lab: 'sharding' });

const faultOf = (text: string, variables: Record<string, string> = {}) => {
  try {
    plan(text, variables);
  } catch (error) {
    if (error instanceof ArchlabError) return { code: error.code, message: error.message, details: error.details };
    throw error;
  }
  throw new Error('the plan was accepted');
};

test("the sharding lab's file becomes a plan of six servers", () => {
  const text = readFileSync(new URL('../../templates/sharding/compose.yaml', import.meta.url), 'utf8');
  const variables = fillVariables(text, { PG_PASSWORD: 'secret' }, [21, 22, 23, 24, 25, 26]);
  const { services, project } = plan(text, variables);
  expect(project).toBe('archlab-sharding-ab12');
  expect(services.map((service) => [service.name, service.ports])).toEqual([
    ['s0', [{ container: 5432, host: 21 }]],
    ['s1', [{ container: 5432, host: 22 }]],
    ['s2', [{ container: 5432, host: 23 }]],
    ['s3', [{ container: 5432, host: 24 }]],
    ['s4', [{ container: 5432, host: 25 }]],
    ['catalog', [{ container: 5432, host: 26 }]],
  ]);
  expect(services[0]?.environment).toMatchObject({ POSTGRES_USER: 'app', POSTGRES_PASSWORD: 'secret' });
  expect(services[0]?.command).toContain('synchronous_commit=on');
  expect(services[0]?.image).toEqual({ reference: 'postgres:17', repository: 'postgres', tag: '17' });
});

test('commands, environments and dependencies are read in each of their forms', () => {
  const { services } = plan(
    `
services:
  a:
    image: localhost:5000/team/node:20-alpine@sha256:00
    command: node "my file.js" --x='1 2'
    working_dir: /srv
    volumes: ['./services:/srv:ro', 'data:/data']
    environment: ['A=1', 'B=x=y', 'OUTSIDE', 'NOWHERE']
    depends_on: { b: { condition: service_healthy } }
  b:
    image: node
    command: ['node', 'b.js']
    environment: { A: 1, B: true, OUTSIDE: }
    depends_on: [c]
    profiles: [ui]
  c: { image: node:20 }
`,
    { OUTSIDE: 'in' },
  );
  expect(services[0]).toMatchObject({
    image: { repository: 'localhost:5000/team/node', tag: '20-alpine' },
    command: ['node', 'my file.js', '--x=1 2'],
    workingDir: '/srv',
    mounts: [{ source: './services', target: '/srv' }],
    environment: { A: '1', B: 'x=y', OUTSIDE: 'in' },
    dependsOn: ['b'],
  });
  expect(services[0]?.environment).not.toHaveProperty('NOWHERE');
  expect(services[1]).toMatchObject({
    environment: { A: '1', B: 'true', OUTSIDE: 'in' },
    dependsOn: ['c'],
    profiles: ['ui'],
    image: { repository: 'node', tag: 'latest' },
  });
});

test.each([
  ['8080:80', 'ports: ["8080:80"]'],
  ['0.0.0.0:8080:80', 'ports: ["0.0.0.0:8080:80"]'],
  ['80', 'ports: [80]'],
  ['[::]:8080:80', 'ports: ["[::]:8080:80"]'],
  ['127.0.0.1:8080:80/udp', 'ports: ["127.0.0.1:8080:80/udp"]'],
])('a port that may listen beyond loopback is refused with its line: %s', (port, line) => {
  const fault = faultOf(`services:\n  a:\n    image: node\n    ${line}\n`);
  expect(fault).toMatchObject({ code: 'WORKSPACE_COMPOSE', details: [line] });
  expect(fault.message).toBe(
    `compose.yaml:4: port "${port}" would listen beyond loopback or is not of the allowed form.`,
  );
});

test('the long form of a port and the network of the machine are refused', () => {
  expect(faultOf('services:\n  a:\n    image: node\n    ports: [{ target: 80 }]\n').message).toMatch(
    /^compose.yaml:4: a port/,
  );
  expect(faultOf('services:\n  a:\n    image: node\n    network_mode: host\n').message).toContain('beyond loopback');
});

test.each([
  ['services: {}', 'compose.yaml:1: there is no service under "services".'],
  ['services:\n  a: {}', 'compose.yaml:2: service "a" has no image.'],
  ['services:\n  a:\n    image: x\n    command: "\'open"', 'compose.yaml:4: the command of service "a" is neither'],
  ['services:\n  a: { image: x, depends_on: [b] }', 'compose.yaml:2: service "a" depends on "b", which is not there.'],
  ['services:\n  a:\n    image: ${IMAGE:?say which}', 'compose.yaml:3: variable IMAGE is required: say which.'],
  ['services:\n  a: [', 'compose.yaml:2: Flow sequence'],
  [
    'services:\n  a: { image: x, ports: ["127.0.0.1:${P}:1"] }',
    'compose.yaml:2: port "127.0.0.1::1" has no port number',
  ],
  [
    'services:\n  a: { image: x, ports: ["127.0.0.1:7:1"] }\n  b: { image: x, ports: ["127.0.0.1:7:1"] }',
    'compose.yaml:3: "a" and "b" use the same port 7.',
  ],
])('a fault is named with file and line: %s', (text, message) => {
  expect(faultOf(text).message).toContain(message);
});

test('peers named by their address in the container network are found on this machine', () => {
  const text = `
services:
  db: { image: postgres:17, ports: ['127.0.0.1:\${DB_PORT}:5432'] }
  api:
    image: node:20
    environment: { DB: 'postgres://u@\${DB_ADDR:-db:5432}/x', OTHER: '\${OTHER_ADDR:-elsewhere:5432}' }
`;
  const docker = plan(text, { DB_PORT: '7001' });
  expect(docker.services[1]?.environment).toEqual({ DB: 'postgres://u@db:5432/x', OTHER: 'elsewhere:5432' });
  expect(localPlan(docker).services[1]?.environment).toEqual({
    DB: 'postgres://u@127.0.0.1:7001/x',
    OTHER: 'elsewhere:5432',
  });
});
