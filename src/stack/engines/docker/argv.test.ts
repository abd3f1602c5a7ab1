import { expect, test } from 'vitest';
import { planStack } from '../../compose.ts';
import { composeEnvironment, followArgv, labels, ofProject, upArgv } from './argv.ts';

const plan = planStack({
  text: 'services:\n  db: { image: "postgres:17" }\n  page: { image: "x:1", profiles: [ui] }\n',
  file: '/w s/compose.yaml',
  dir: '/w s',
  workspaceId: 'ab12',
  lab: 'sharding',
  variables: { DB_PORT: '7001' },
});

test('the services are brought up by project, without pulling', () => {
  expect(upArgv(plan).join(' ')).toBe(
    'compose --project-name archlab-sharding-ab12 --project-directory /w s --file /w s/compose.yaml --file - ' +
      'up --detach --wait --wait-timeout 120 --pull never --remove-orphans',
  );
});

test('everything gets the label of the workspace', () => {
  expect(labels(plan)).toContain('archlab.workspace: ab12');
  expect(labels(plan)).toMatch(/services:\n {2}db:[\s\S]*page:[\s\S]*networks:\n {2}default:/);
});

test("the user's shell does not get between the workspace and Compose", () => {
  const env = composeEnvironment(
    { DB_PORT: '1', COMPOSE_PROFILES: 'ui', COMPOSE_FILE: 'other', HOME: '/home/x' },
    plan,
  );
  expect(env).toEqual({
    DB_PORT: '7001',
    HOME: '/home/x',
    ARCHLAB_PROJECT: 'archlab-sharding-ab12',
    COMPOSE_PROFILES: undefined,
    COMPOSE_PROJECT_NAME: undefined,
    COMPOSE_FILE: undefined,
  });
});

test('listings are restricted to a project, logs to what is new', () => {
  expect(ofProject(['ps', '-aq'], 'p')).toEqual(['ps', '-aq', '--filter', 'label=com.docker.compose.project=p']);
  expect(followArgv('c', undefined)).toEqual(['logs', '--follow', '--timestamps', 'c']);
  expect(followArgv('c', '2026-01-01T00:00:00.000000000Z')).toEqual([
    'logs',
    '--follow',
    '--timestamps',
    '--since',
    '2026-01-01T00:00:00.000000000Z',
    'c',
  ]);
});
