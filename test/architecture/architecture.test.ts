import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

const src = resolve(import.meta.dirname, '../../src');

// Imports run one way (docs/architecture.md). A folder may import itself and what its row lists.
const MAY_IMPORT: Record<string, readonly string[]> = {
  errors: [],
  host: ['errors'],
  packs: ['host', 'errors'],
  catalogue: ['packs', 'host', 'errors', 'grading'],
  stack: ['host', 'errors'],
  workspace: ['packs', 'stack', 'solution', 'catalogue', 'grading', 'host', 'errors'],
  solution: ['host', 'errors'],
  faults: ['stack', 'host', 'errors'],
  clients: ['stack', 'host', 'errors'],
  otlp: ['faults', 'stack', 'host', 'errors'],
  grading: ['clients', 'faults', 'otlp', 'solution', 'stack', 'host', 'errors'],
  report: ['grading', 'solution', 'stack', 'host', 'errors'],
  proving: ['grading', 'solution', 'stack', 'workspace', 'catalogue', 'packs', 'report', 'host', 'errors'],
  commands: [
    'proving',
    'report',
    'grading',
    'solution',
    'faults',
    'clients',
    'workspace',
    'stack',
    'catalogue',
    'packs',
    'host',
    'errors',
  ],
};

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map((name) => ({ name, text: readFileSync(join(src, name), 'utf8') }));

function imports(text: string): { readonly path: string; readonly typeOnly: boolean }[] {
  const found = text.matchAll(
    /^\s*(?:import|export)\s+(type\s)?[^;'"]*?from\s+['"](\.[^'"]+)['"]|import\(\s*['"](\.[^'"]+)['"]\s*\)/gm,
  );
  return [...found].map(([, type, from, dynamic]) => ({ path: from ?? dynamic ?? '', typeOnly: type !== undefined }));
}

const folderOf = (name: string) => name.split('/')[0] ?? '';
const targetOf = (name: string, path: string) => relative(src, resolve(src, dirname(name), path));

test('imports run one way', () => {
  const wrong: string[] = [];
  for (const { name, text } of files) {
    const from = folderOf(name);
    const allowed = MAY_IMPORT[from];
    if (!allowed) continue;
    for (const { path } of imports(text)) {
      const to = folderOf(targetOf(name, path));
      if (to !== from && !allowed.includes(to))
        wrong.push(`${name} imports ${path}: ${from} may import only ${allowed.join(', ')}`);
    }
  }
  expect(wrong).toEqual([]);
});

test('every folder of src has its place in the order', () => {
  const known = [...Object.keys(MAY_IMPORT), 'labs'];
  const folders = new Set(
    files
      .map(({ name }) => name)
      .filter((name) => name.includes('/'))
      .map(folderOf),
  );
  expect([...folders].filter((folder) => !known.includes(folder))).toEqual([]);
});

test('a lab imports the kit and itself, nothing else: what a lab pack cannot have, a lab may not use', () => {
  const wrong = files
    .filter(({ name }) => name.startsWith('labs/'))
    .flatMap(({ name, text }) => {
      const lab = name.split('/').slice(0, 2).join('/');
      return imports(text)
        .map(({ path }) => targetOf(name, path))
        .filter((target) => target !== 'kit.ts' && !target.startsWith(`${lab}/`))
        .map((target) => `${name} imports ${target}`);
    });
  expect(wrong).toEqual([]);
});

test('commands do not import each other: what two share belongs below them', () => {
  const wrong = files
    .filter(({ name }) => name.startsWith('commands/') && !name.slice('commands/'.length).includes('/'))
    .flatMap(({ name, text }) =>
      imports(text)
        .filter(({ path, typeOnly }) => !typeOnly && /^\.\/[^/]+\.ts$/.test(path))
        .map(({ path }) => `${name} imports ${path}`),
    );
  expect(wrong).toEqual([]);
});

test('only the composition root reads the process or prints', () => {
  const wrong = files
    .filter(({ name }) => name !== 'cli.ts' && !name.includes('/services/'))
    .flatMap(({ name, text }) =>
      [...text.matchAll(/\bprocess\.(env|argv|exit|exitCode|stdout|stderr|stdin|cwd|on|once)\b/g)].map(
        ([use]) => `${name} uses ${use}`,
      ),
    );
  expect(wrong).toEqual([]);
});

test('files stay small enough to hold one idea', () => {
  expect(files.filter(({ text }) => text.split('\n').length > 300).map(({ name }) => name)).toEqual([]);
});
