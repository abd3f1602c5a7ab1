import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { isMap, isSeq, parseDocument } from 'yaml';
import { ArchlabError, systemCode } from '../errors/error.ts';
import { fileError, writeAtomically } from '../host/files.ts';
import type { Host } from '../host/host.ts';
import { isPack } from './find.ts';

/** The id of the lab in `skeleton/`, a small pack that works; a new lab is that lab under another name. */
const MODEL = 'lab-id';

/** What a folder may hold that is to become a pack. */
const HARMLESS = /^(\..*|package\.json|package-lock\.json|node_modules|README.*|LICENSE.*|tsconfig\.json)$/i;

interface NewFile {
  /** Relative to the pack. */
  readonly path: string;
  readonly content: string;
}

export interface NewLab {
  readonly dir: string;
  /** Relative to it, in the order of their names. */
  readonly created: readonly string[];
  /** What stood there already and was left alone: `package.json`, … */
  readonly kept: readonly string[];
}

/**
 * Writes a small working lab into a pack, or makes an empty folder a pack with it. Writes over nothing.
 * @throws ArchlabError PACK_EXISTS, PACK_INVALID, MACHINE_FILES, MACHINE_DISK_FULL
 */
export async function newLab(host: Host, dir: string, id: string, version: string): Promise<NewLab> {
  const pack = isPack(dir);
  if (!pack) await demandEmpty(dir);
  const model = (await filesOf(join(host.dirs.package, 'skeleton'))).map((file) => renamed(file, id));
  const own = model.filter(({ path }) => path.split('/').includes(id));
  const shared = model.filter((file) => !own.includes(file) && file.path !== 'labs.yaml');
  const inTheWay = own.filter(({ path }) => existsSync(join(dir, path)));
  if (inTheWay.length > 0) {
    throw new ArchlabError('PACK_EXISTS', `${dir} holds files in the place of the new lab's:`, {
      details: inTheWay.map(({ path }) => path),
    });
  }
  const catalogue = model.find(({ path }) => path === 'labs.yaml')?.content ?? '';
  const labs = { path: 'labs.yaml', content: pack ? await withEntry(join(dir, 'labs.yaml'), catalogue) : catalogue };
  const missing = shared.filter(({ path }) => !existsSync(join(dir, path)));
  const files = [
    ...own,
    ...missing.map((file) => (file.path === 'package.json' ? dependent(host, file, version) : file)),
  ];
  // labs.yaml comes last: an entry means that all of the lab is there.
  for (const { path, content } of [...files, labs]) await writeAtomically(join(dir, path), content);
  return {
    dir,
    created: [...files.map(({ path }) => path), ...(pack ? [] : ['labs.yaml'])].sort(),
    kept: shared.filter((file) => !missing.includes(file)).map(({ path }) => path),
  };
}

async function demandEmpty(dir: string): Promise<void> {
  let names: string[];
  try {
    names = await readdir(dir);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return;
    throw fileError(error, `cannot read ${dir}`);
  }
  const strange = names.filter((name) => !HARMLESS.test(name));
  if (strange.length === 0) return;
  throw new ArchlabError(
    'PACK_EXISTS',
    `${dir} is neither empty nor a lab pack; it holds ${strange.slice(0, 5).join(', ')}.`,
    {
      fix: 'Make an empty folder for your labs, or change into your lab pack.',
    },
  );
}

async function filesOf(root: string): Promise<NewFile[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    // What proving the skeleton itself leaves there.
    .filter((path) => !/^(dist|node_modules)\//.test(path));
  return Promise.all(files.map(async (path) => ({ path, content: await readFile(join(root, path), 'utf8') })));
}

function renamed({ path, content }: NewFile, id: string): NewFile {
  // npm leaves a file of the name .gitignore out of packages.
  return {
    path: path.replaceAll(MODEL, id).replace('_gitignore', '.gitignore'),
    content: content.replaceAll(MODEL, id),
  };
}

/** The archlab that made the pack: by its version, or by its folder where it runs from a clone that no registry knows. */
function dependent(host: Host, { path, content }: NewFile, version: string): NewFile {
  const manifest = JSON.parse(content) as { devDependencies: Record<string, string> };
  const installed = host.dirs.package.split(sep).includes('node_modules');
  manifest.devDependencies.archlab = installed ? `^${version}` : `file:${host.dirs.package}`;
  return { path, content: `${JSON.stringify(manifest, undefined, 2)}\n` };
}

/** The labs.yaml of a pack with the entry of the new lab at the end of its last chapter, and every other character as it was. */
async function withEntry(file: string, model: string): Promise<string> {
  const text = await readFile(file, 'utf8');
  const labs = labsOf(text);
  const entry = itemText(model);
  if (labs === undefined || entry === undefined) {
    throw new ArchlabError('PACK_INVALID', `${file} has no last chapter with \`labs:\` to add the new lab to.`, {
      fix: 'Correct it (`archlab lab check` names the line), then run the command again.',
    });
  }
  const [from, to] = labs.range;
  const indent = ' '.repeat(labs.column);
  const lines = entry.map((line, index) => `${indent}${index === 0 ? '- ' : '  '}${line}`.trimEnd());
  // An empty list is written `[]`: the first entry stands in its place.
  const before = labs.empty ? text.slice(0, from) : text.slice(0, to);
  return `${before.trimEnd()}\n${lines.join('\n')}\n${text.slice(to).replace(/^\s*\n/, '')}`;
}

/** Where the labs of the last chapter stand in the text, and in which column their entries begin. */
function labsOf(text: string) {
  const document = parseDocument(text);
  const chapters: unknown = document.get('chapters');
  const last = isSeq(chapters) ? chapters.items.at(-1) : undefined;
  const labs: unknown = isMap(last) ? last.get('labs') : undefined;
  if (document.errors.length > 0 || !isMap(last) || !isSeq(labs) || !labs.range || !last.range) return undefined;
  const [from, to] = labs.range;
  const [first] = labs.items;
  if (!isMap(first) || !first.range)
    return { range: [from, to], column: columnOf(text, last.range[0]) + 2, empty: true } as const;
  return labs.flow
    ? undefined
    : ({ range: [from, to], column: columnOf(text, first.range[0]) - 2, empty: false } as const);
}

/** The lines of the one entry of the model, without their indentation. */
function itemText(model: string): string[] | undefined {
  const item: unknown = parseDocument(model).getIn(['chapters', 0, 'labs', 0], true);
  if (!isMap(item) || !item.range) return undefined;
  const [from, to] = item.range;
  const column = columnOf(model, from);
  const [first = '', ...rest] = model.slice(from, to).trimEnd().split('\n');
  return [first, ...rest.map((line) => line.slice(column))];
}

function columnOf(text: string, position: number): number {
  return position - (text.lastIndexOf('\n', position - 1) + 1);
}
