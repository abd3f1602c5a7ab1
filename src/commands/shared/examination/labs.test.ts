import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { planStack } from '../../../stack/compose.ts';
import { fillVariables, portVariables } from '../../../stack/variables.ts';
import type { DockerSeen, ImageSeen } from './docker.ts';
import { examineLabs, type Seen } from './labs.ts';

const text = readFileSync(new URL('../../../../templates/saga/compose.yaml', import.meta.url), 'utf8');
const ports = portVariables(text).map((_, index) => 20_000 + index);
const variables = fillVariables(text, {}, ports);
const plan = planStack({ text, file: 'compose.yaml', dir: '/w', workspaceId: 'doctor', lab: 'saga', variables });
const entry = {
  id: 'saga',
  title: 'Saga',
  summary: 'x',
  level: 'advanced',
  minutes: [1, 2],
  languages: ['typescript'],
  servers: ['postgres', 'node'],
  memoryMb: 350,
  goals: ['x'],
  steps: [{ id: 'x', title: 'x' }],
} as const;

const here = (reference: string, platform = 'linux/amd64') => [reference, { reference, platform }] as const;
const DOCKER: DockerSeen = {
  findings: [],
  platform: 'linux/amd64',
  memoryMb: 4000,
  images: new Map([here('postgres:17'), here('node:20-alpine')]),
  workspaces: [],
};
const SEEN: Seen = { docker: DOCKER, local: new Map(), memory: { totalMb: 8000, availableMb: 4000 } };
const PG_MISSING = { service: 'postgres', reason: 'no PostgreSQL 17 was found', fix: 'Install it.' };

const fitness = (seen: Partial<Seen>) => {
  const [lab] = examineLabs([{ entry, plan }], { ...SEEN, ...seen });
  const [local, docker] = lab?.engines ?? [];
  return { lab, local, docker };
};
const docker = (seen: Partial<DockerSeen>) => fitness({ docker: { ...DOCKER, ...seen } });

test('everything is there: both engines can run it, nothing is downloaded, memory and its limit are known', () => {
  const { lab, local, docker: withDocker } = fitness({});
  expect(lab).toMatchObject({ state: 'good', memoryMb: 350, dockerLimitMb: 320 + 3 * 128 });
  expect(local).toEqual({ engine: 'local', state: 'good', findings: [], downloads: [] });
  expect(withDocker).toEqual({ engine: 'docker', state: 'good', findings: [], downloads: [] });
});

test('images that can be pulled are downloads of about a size, or of an unknown one', () => {
  const images = new Map<string, ImageSeen>([['postgres:17', { reference: 'postgres:17' }], here('node:20-alpine')]);
  expect(docker({ images }).docker).toMatchObject({ state: 'good', downloads: [{ what: 'postgres:17', mb: 160 }] });
  const own = {
    ...plan,
    services: plan.services.map((one) => ({ ...one, image: { ...one.image, reference: 'me/x:1' } })),
  };
  const [lab] = examineLabs([{ entry, plan: own }], SEEN);
  expect(lab?.engines[1]?.downloads).toEqual([{ what: 'me/x:1', mb: null }]);
});

test('an image that cannot be pulled is what keeps Docker from running the lab', () => {
  const refusal = { reason: 'the image is not here and cannot be had', fix: 'Check the network.' };
  const images = new Map<string, ImageSeen>([
    ['postgres:17', { reference: 'postgres:17', refusal }],
    here('node:20-alpine'),
  ]);
  const { lab, docker: withDocker } = docker({ images });
  expect(lab?.state).toBe('good');
  expect(withDocker).toMatchObject({
    state: 'bad',
    findings: [{ check: 'image', says: refusal.reason, fix: refusal.fix }],
  });
  expect(withDocker?.downloads).toEqual([]);
});

test('an image for another platform is slow or broken: the command that gets the right one', () => {
  const images = new Map([here('postgres:17', 'linux/arm64'), here('node:20-alpine')]);
  expect(docker({ images }).docker).toMatchObject({
    state: 'fair',
    findings: [
      {
        check: 'platform',
        says: 'the image postgres:17 on this machine is made for linux/arm64, the engine runs linux/amd64: slow, or not at all',
        fix: 'Run `docker pull --platform linux/amd64 postgres:17`.',
      },
    ],
  });
});

test('an engine with too little memory of its own, as the virtual machine of Docker Desktop may have', () => {
  expect(docker({ memoryMb: 256 }).docker).toMatchObject({
    state: 'bad',
    findings: [{ check: 'memory', says: 'Docker has 256 MB of memory, the lab needs about 350 MB' }],
  });
  // One that does not say is not accused.
  const { memoryMb: _, ...silent } = DOCKER;
  expect(fitness({ docker: silent }).docker?.state).toBe('good');
});

test('a machine with too little memory cannot run it at all, one whose memory is in use perhaps', () => {
  const small = fitness({ memory: { totalMb: 300 } });
  expect(small.lab?.state).toBe('bad');
  expect(small.local?.findings[0]?.says).toBe('the lab needs about 350 MB of memory, this machine has 300 MB');
  const busy = fitness({ memory: { totalMb: 8000, availableMb: 100 } });
  expect(busy.lab?.state).toBe('fair');
  expect(busy.local?.findings[0]).toMatchObject({
    says: 'the lab needs about 350 MB of memory, of which 100 MB are available now',
    fix: expect.stringContaining('ps -eo rss,args'),
  });
});

test('a server that is missing twice is said once, and one engine is enough', () => {
  const local = new Map([['saga', [PG_MISSING, { ...PG_MISSING, service: 'other' }]]]);
  const seen = fitness({ local });
  expect(seen.local).toMatchObject({ state: 'bad', findings: [{ says: PG_MISSING.reason, fix: PG_MISSING.fix }] });
  expect(seen.local?.findings).toHaveLength(1);
  expect(seen.lab?.state).toBe('good');
  const trouble = { reason: 'Docker is not installed', fix: 'Install Docker.' };
  expect(fitness({ local, docker: { ...DOCKER, trouble } }).lab?.state).toBe('bad');
});
