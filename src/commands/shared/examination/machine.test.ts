import { expect, test } from 'vitest';
import { ArchlabError } from '../../../errors/error.ts';
import type { App } from '../../command.ts';
import { examine } from './examine.ts';
import { nodeFinding, portsFinding } from './machine.ts';

test.each(['v18.20.4', 'v20.18.3'])('Node.js %s is too old', (version) => {
  expect(nodeFinding(version)).toMatchObject({ state: 'bad', fix: expect.stringContaining('nvm install') });
});

test.each(['v20.19.0', 'v22.1.0', 'v24.0.0'])('Node.js %s will do', (version) => {
  expect(nodeFinding(version)).toMatchObject({ state: 'good', says: `Node.js ${version}` });
});

test('on Windows there is one thing to say', async () => {
  const { findings, labs } = await examine({ host: { platform: 'win32' } } as App, undefined);
  expect(findings).toMatchObject([
    {
      state: 'bad',
      says: expect.stringContaining('WSL 2 only'),
      fix: expect.stringContaining('wsl --install'),
    },
  ]);
  expect(labs).toEqual([]);
});

test('no free ports: how to see who listens', async () => {
  const none = () => Promise.reject(new ArchlabError('MACHINE_PORT', 'Could not get 20 free ports on 127.0.0.1.'));
  expect(await portsFinding(none)).toMatchObject({ state: 'bad', fix: expect.stringContaining('ss -ltnp') });
});
