import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseCatalogue } from '../../src/catalogue/parse.ts';
import type { Host } from '../../src/host/host.ts';
import { newLab } from '../../src/packs/new.ts';
import { hostFor } from '../support/host.ts';

const root = resolve(import.meta.dirname, '../..');
let dir: string;
let host: Host;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'archlab-new-'));
  const own = hostFor(dir);
  host = { ...own, dirs: { ...own.dirs, package: root } };
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const text = (...path: string[]) => readFile(join(dir, ...path), 'utf8');
const ids = async () =>
  parseCatalogue('labs.yaml', await text('labs.yaml')).chapters.map(({ labs }) => labs.map(({ id }) => id));

test('an empty folder becomes a pack with one lab of the given name', async () => {
  const { created, kept } = await newLab(host, dir, 'orders-queue', '1.2.3');
  expect(created).toEqual(
    expect.arrayContaining(['.gitignore', 'labs.yaml', 'package.json', 'src/labs/orders-queue/lab.ts']),
  );
  expect(kept).toEqual([]);
  expect(await ids()).toEqual([['orders-queue']]);
  for (const path of created) expect(`${path}\n${await text(path)}`).not.toMatch(/lab-id|_gitignore/);
});

test('the pack depends on the archlab that made it: a clone by its folder, an installed one by its version', async () => {
  const archlab = async (name: string) =>
    (JSON.parse(await text(name, 'package.json')) as { devDependencies: Record<string, string> }).devDependencies
      .archlab;
  await newLab(host, join(dir, 'a'), 'one', '1.2.3');
  expect(await archlab('a')).toBe(`file:${root}`);
  // A published archlab lies in some node_modules.
  const installed = join(dir, 'node_modules', 'archlab');
  await mkdir(join(installed, 'skeleton'), { recursive: true });
  for (const name of ['package.json', 'labs.yaml'])
    await writeFile(join(installed, 'skeleton', name), await readFile(join(root, 'skeleton', name)));
  await newLab({ ...host, dirs: { ...host.dirs, package: installed } }, join(dir, 'b'), 'one', '1.2.3');
  expect(await archlab('b')).toBe('^1.2.3');
});

test('the versions a pack begins with are those archlab is built with', async () => {
  const versions = async (path: string) =>
    (JSON.parse(await readFile(join(root, path), 'utf8')) as { devDependencies: Record<string, string> })
      .devDependencies;
  const { archlab: _, ...pack } = await versions('skeleton/package.json');
  expect(await versions('package.json')).toMatchObject(pack);
});

test('what stands in the folder already stays: package.json, README.md', async () => {
  await writeFile(join(dir, 'package.json'), '{"name":"mine"}');
  const { created, kept } = await newLab(host, dir, 'one', '1.2.3');
  expect(kept).toEqual(['package.json']);
  expect(created).not.toContain('package.json');
  expect(await text('package.json')).toBe('{"name":"mine"}');
});

test('a second lab is added to labs.yaml, where every other character stays', async () => {
  await newLab(host, dir, 'one', '1.2.3');
  const before = `# mine\n${(await text('labs.yaml')).replace('minutes: [15, 30]', 'minutes: [ 1,2 ] # quick')}`;
  await writeFile(join(dir, 'labs.yaml'), before);
  await newLab(host, dir, 'two', '1.2.3');
  expect(await ids()).toEqual([['one', 'two']]);
  const after = await text('labs.yaml');
  const [head = '', tail = ''] = before.split('    coming: []');
  expect(after.startsWith(head)).toBe(true);
  expect(after.endsWith(`    coming: []${tail}`)).toBe(true);
});

test('the first lab of an empty list, and a list that is the last thing of the file', async () => {
  await mkdir(join(dir, 'templates'));
  const chapter =
    'chapters:\n  - number: 1\n    id: c\n    title: C\n    platform: p\n    topics: [t]\n    coming: []\n';
  await writeFile(join(dir, 'labs.yaml'), `${chapter}    labs: []\n`);
  await newLab(host, dir, 'one', '1.2.3');
  expect(await ids()).toEqual([['one']]);
  await newLab(host, dir, 'two', '1.2.3');
  expect(await ids()).toEqual([['one', 'two']]);
});

test('nothing is written over: files in the way, or a folder of something else', async () => {
  await newLab(host, dir, 'one', '1.2.3');
  await mkdir(join(dir, 'templates/two'), { recursive: true });
  await writeFile(join(dir, 'templates/two/README.md'), 'mine');
  await expect(newLab(host, dir, 'two', '1.2.3')).rejects.toMatchObject({
    code: 'PACK_EXISTS',
    details: ['templates/two/README.md'],
  });
  expect(await text('templates/two/README.md')).toBe('mine');
  expect(await ids()).toEqual([['one']]);
  await mkdir(join(dir, 'other'));
  await writeFile(join(dir, 'other', 'thesis.tex'), '');
  await expect(newLab(host, join(dir, 'other'), 'x', '1.2.3')).rejects.toThrow(
    /neither empty nor a lab pack; it holds thesis.tex/,
  );
});

test('a labs.yaml that cannot be understood is left as it is', async () => {
  await newLab(host, dir, 'one', '1.2.3');
  await writeFile(join(dir, 'labs.yaml'), 'chapters: "none"\n');
  await expect(newLab(host, dir, 'two', '1.2.3')).rejects.toMatchObject({ code: 'PACK_INVALID' });
  expect(await text('labs.yaml')).toBe('chapters: "none"\n');
});
