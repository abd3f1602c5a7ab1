import { expect, test } from 'vitest';
import { ArchlabError } from '../errors/error.ts';
import { type ChoiceInput, chooseEngine, enginesToProbe } from './choose.ts';

const noDaemon = { service: 'docker', reason: 'the Docker daemon does not answer', fix: 'Start it.' };
const noImage = { service: 's0', reason: 'no image', fix: 'Pull it.', image: 'postgres:17' };
const noServer = (service: string) => ({ service, reason: 'no PostgreSQL 17 was found', fix: 'Install PostgreSQL.' });

test.each<[string, ChoiceInput, string]>([
  ['the flag wins', { flag: 'local', workspace: 'docker', local: [] }, 'local: asked for with --engine'],
  ['then the workspace', { workspace: 'local', docker: [], local: [] }, 'local: this workspace was started with it'],
  ['then Docker', { docker: [], local: [] }, 'docker: Docker answers and has the images or can pull them'],
  [
    'then local',
    { docker: [noDaemon], local: [] },
    'local: every server is here and the Docker daemon does not answer',
  ],
  [
    'an image that cannot be had leads to local',
    { docker: [noImage], local: [] },
    'local: every server is here and no image',
  ],
  ['unless Docker was asked for', { flag: 'docker', docker: [noImage] }, 'docker: asked for with --engine'],
])('%s', (_, input, expected) => {
  const { engine, why } = chooseEngine(input);
  expect(`${engine}: ${why}`).toBe(expected);
});

test.each<[string, ChoiceInput, string, string, string]>([
  [
    'Docker asked for and broken',
    { flag: 'docker', docker: [noDaemon] },
    'MACHINE_DOCKER',
    'Docker cannot be used: the Docker daemon does not answer.',
    'Start it.',
  ],
  [
    'local asked for and servers missing',
    { workspace: 'local', local: [noServer('s0'), noServer('s1')] },
    'MACHINE_SERVER_MISSING',
    'The lab cannot run without Docker here: s0: no PostgreSQL 17 was found; s1: no PostgreSQL 17 was found.',
    'Install PostgreSQL.',
  ],
  [
    'neither',
    { docker: [noDaemon], local: [noServer('s0')] },
    'MACHINE_NO_ENGINE',
    'Neither Docker nor local servers can run the lab here.',
    'Start it. Or: Install PostgreSQL.',
  ],
])('%s is an error that names every gap', (_, input, code, message, fix) => {
  expect(() => chooseEngine(input)).toThrow(ArchlabError);
  expect(() => chooseEngine(input)).toThrow(expect.objectContaining({ code, message, fix }));
});

test('with neither engine, each gap has a line', () => {
  expect(() => chooseEngine({ docker: [noDaemon], local: [noServer('s0')] })).toThrow(
    expect.objectContaining({
      details: ['with Docker: the Docker daemon does not answer', 'without Docker: s0: no PostgreSQL 17 was found'],
    }),
  );
});

test('only engines that may be chosen are probed', () => {
  expect(enginesToProbe({})).toEqual(['docker', 'local']);
  expect(enginesToProbe({ workspace: 'local' })).toEqual(['local']);
  expect(enginesToProbe({ flag: 'docker', workspace: 'local' })).toEqual(['docker']);
});
