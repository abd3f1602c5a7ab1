import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { mkdtemp, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadCatalogue, loadLab } from '../../src/catalogue/catalogue.ts';
import type { Host } from '../../src/host/host.ts';
import { buildLab } from '../../src/packs/build.ts';
import { homeOf } from '../../src/packs/home.ts';
import { starterFiles } from '../../src/workspace/template.ts';
import { hostFor } from '../support/host.ts';

// On the built archlab of this checkout: `dist/kit.js` is what a pack is built against.
const root = resolve(import.meta.dirname, '../..');
let pack: string;
let host: Host;
beforeEach(async () => {
  pack = join(await realpath(await mkdtemp(join(tmpdir(), 'archlab päck '))), 'my labs');
  cpSync(join(root, 'skeleton'), pack, { recursive: true, filter: (path) => !path.endsWith('/dist') });
  const own = hostFor(pack);
  host = { ...own, packs: [pack], dirs: { ...own.dirs, package: root } };
});
// The folder that was made, not only the pack in it.
afterEach(() => rmSync(dirname(pack), { recursive: true, force: true }));

const source = (name: string) => join(pack, 'src/labs/lab-id', name);

test('a lab of a pack is found, built and loaded like one of archlab itself', async () => {
  const { chapters } = await loadCatalogue(host);
  expect(chapters.at(-1)?.labs.map(({ id }) => id)).toEqual(['lab-id']);
  expect(chapters.length).toBe(11);
  expect(homeOf(host, 'lab-id')).toBe(pack);
  expect(homeOf(host, 'sharding')).toBe(root);
  const lab = await loadLab(host, 'lab-id');
  expect(lab.steps.flatMap(({ checks }) => checks.map(({ id }) => id))).toEqual(['1a', '1b']);
  expect(
    lab.steps[0]?.checks[0]?.judge({ before: { counts: {}, asked: [] }, after: { counts: {}, asked: [] } }),
  ).toMatchObject({
    verdict: 'pass',
    exposed: { answers: 0 },
  });
  expect(existsSync(join(pack, 'dist/services/lab-id/stock.mjs'))).toBe(true);
});

test('what is built holds the kit and nothing that would have to be installed', async () => {
  await buildLab(host, pack, 'lab-id');
  const code = readFileSync(join(pack, 'dist/labs/lab-id.js'), 'utf8');
  expect([...code.matchAll(/^import.*?from ["']([^"']+)["']/gm)].map(([, from]) => from)).toEqual(
    expect.not.arrayContaining([expect.stringMatching(/^(?!node:)/)]),
  );
  expect(code.length).toBeLessThan(30_000);
});

test('the workspace says where its pack is', async () => {
  const files = await starterFiles(host, 'lab-id', 'javascript');
  expect(files.find(({ path }) => path === 'archlab.yaml')?.content).toContain(`pack: ${JSON.stringify(pack)}\n`);
  const own = await starterFiles(host, 'sharding', 'typescript');
  expect(own.find(({ path }) => path === 'archlab.yaml')?.content).not.toContain('pack:');
});

test('a mistake in the code is told with file and line', async () => {
  writeFileSync(source('shop.ts'), 'export const openShop = 1;\nexport const ask = ;\n');
  await expect(buildLab(host, pack, 'lab-id')).rejects.toMatchObject({
    code: 'PACK_BUILD',
    message: 'The lab lab-id cannot be built. src/labs/lab-id/shop.ts, line 2: Unexpected ";"',
    details: ['2 | export const ask = ;'],
  });
});

test('a published pack brings what was built, and no source', async () => {
  await buildLab(host, pack, 'lab-id');
  rmSync(join(pack, 'src'), { recursive: true });
  expect((await loadLab(host, 'lab-id')).id).toBe('lab-id');
  rmSync(join(pack, 'dist'), { recursive: true });
  await expect(buildLab(host, pack, 'lab-id')).rejects.toThrow(/has no code/);
});

test('without a compiler: what was built serves until the source is changed', async () => {
  await buildLab(host, pack, 'lab-id');
  const bare = { dirs: { ...host.dirs, package: pack } };
  await buildLab(bare, pack, 'lab-id');
  const later = new Date(Date.now() + 60_000);
  utimesSync(source('shop.ts'), later, later);
  await expect(buildLab(bare, pack, 'lab-id')).rejects.toMatchObject({
    code: 'PACK_BUILD',
    fix: expect.stringContaining('npm install'),
  });
});

test('a lab.ts without a lab', async () => {
  writeFileSync(source('lab.ts'), 'export const lab = 1;\n');
  await expect(loadLab(host, 'lab-id')).rejects.toThrow('The code of the lab "lab-id" exports no lab.');
});

test("code that throws when it is loaded is its author's to mend", async () => {
  writeFileSync(source('stock.ts'), `${readFileSync(source('stock.ts'), 'utf8')}\nthrow new Error('no luck');\n`);
  await expect(loadLab(host, 'lab-id')).rejects.toMatchObject({
    code: 'PACK_INVALID',
    message: 'The code of the lab "lab-id" cannot be loaded: no luck',
  });
});

test('what is built runs as it is, in Node.js itself', async () => {
  await buildLab(host, pack, 'lab-id');
  const program = `import(${JSON.stringify(pathToFileURL(join(pack, 'dist/labs/lab-id.js')).href)}).then((m) => console.log(m.default.id))`;
  expect(execFileSync(process.execPath, ['-e', program], { encoding: 'utf8' })).toBe('lab-id\n');
});

test('labs.yaml of a pack: mistakes with file and line, and no name twice', async () => {
  const file = join(pack, 'labs.yaml');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace('level: beginner', 'level: begginer'));
  await expect(loadCatalogue(host)).rejects.toMatchObject({
    code: 'PACK_INVALID',
    message: expect.stringMatching(/labs\.yaml, line 13: .*level is "begginer"; .*Did you mean "beginner"\?/),
  });
  writeFileSync(file, text.replace('id: lab-id', 'id: sharding'));
  await expect(loadCatalogue(host)).rejects.toThrow(/labs\.yaml: the lab "sharding" exists already, in archlab\./);
});

test('a lab whose pack is gone says how to find it again', () => {
  mkdirSync(join(pack, 'elsewhere'));
  expect(() => homeOf({ ...host, packs: [] }, 'lab-id')).toThrow(/"lab-id" is neither one of archlab's own nor/);
});
