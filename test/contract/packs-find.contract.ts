import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findPacks } from '../../src/packs/find.ts';

let dir: string;
beforeEach(async () => {
  dir = await realpath(await mkdtemp(join(tmpdir(), 'archlab-find-')));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

async function pack(name: string): Promise<string> {
  await mkdir(join(dir, name, 'templates'), { recursive: true });
  await writeFile(join(dir, name, 'labs.yaml'), 'chapters: []');
  return join(dir, name);
}

const find = (options: Partial<Parameters<typeof findPacks>[0]> = {}) =>
  findPacks({ env: {}, cwd: dir, archlab: '/archlab', named: [], dir: undefined, ...options });

test('no pack around: none', async () => {
  await mkdir(join(dir, 'templates'));
  expect(await find()).toEqual([]);
});

test('the pack one is in, from anywhere below', async () => {
  const mine = await pack('mine');
  await mkdir(join(mine, 'src/labs'), { recursive: true });
  expect(await find({ cwd: join(mine, 'src/labs') })).toEqual([mine]);
});

test('archlab and clones of it are no packs', async () => {
  const clone = await pack('clone');
  expect(await find({ cwd: clone, archlab: clone })).toEqual([]);
  await writeFile(join(clone, 'package.json'), '{"name":"archlab"}');
  expect(await find({ cwd: clone })).toEqual([]);
});

test('named packs come first, then the one of the workspace, then those of the environment', async () => {
  const [a, b, c] = [await pack('a'), await pack('b'), await pack('c d')];
  await mkdir(join(dir, 'workspace'));
  await writeFile(join(dir, 'workspace/archlab.yaml'), 'lab: x\npack: "../b" # moved\nlanguage: y\nrun: z\n');
  const env = { ARCHLAB_PACKS: `${c}:${a}:` };
  expect(await find({ named: ['a'], dir: 'workspace', env })).toEqual([a, b, c]);
  expect(await find({ cwd: join(dir, 'workspace'), env })).toEqual([b, c, a]);
});

test('one pack by two ways is one pack', async () => {
  const mine = await pack('mine');
  await symlink(mine, join(dir, 'link'));
  expect(await find({ named: ['link', 'mine'], env: { ARCHLAB_PACKS: join(dir, 'link') } })).toEqual([mine]);
});

test('a pack that is named must be one; one that is only remembered must not', async () => {
  await expect(find({ named: ['nowhere'] })).rejects.toMatchObject({ code: 'PACK_NONE' });
  await writeFile(join(dir, 'archlab.yaml'), 'lab: x\npack: /nowhere\n');
  expect(await find()).toEqual([]);
  await writeFile(join(dir, 'archlab.yaml'), 'lab: [\npack: {\n');
  expect(await find()).toEqual([]);
});
