import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ArchlabError, systemCode } from '../errors/error.ts';
import { fileError, readTextIfAny } from '../host/files.ts';
import type { Host } from '../host/host.ts';
import { homeOf } from '../packs/home.ts';
import { labPaths } from '../packs/paths.ts';

/** A file of a lab's template, as it is to stand in the workspace. */
export interface TemplateFile {
  /** Relative to the workspace, with `/`. */
  readonly path: string;
  readonly content: string;
  readonly mode: number;
}

type Variant = 'starter' | 'solution';

// npm leaves these names out of packages, so templates carry them with an underscore.
const RENAMED: Readonly<Record<string, string>> = { _gitignore: '.gitignore', _npmrc: '.npmrc' };

/** The same for every lab, unless its template says otherwise: passwords, state and what can be had again stay out of git. */
const IGNORED: TemplateFile = {
  path: '.gitignore',
  content: '.archlab/\n.env\nnode_modules/\n.venv/\n__pycache__/\n',
  mode: 0o644,
};

/**
 * The files a learner begins with: what all languages share, then the starter of one language (which wins).
 * @throws ArchlabError USAGE_BAD_OPTION when the lab has no starter in this language
 */
export async function starterFiles(host: Host, lab: string, language: string): Promise<readonly TemplateFile[]> {
  const root = labPaths(homeOf(host, lab), lab).template;
  const shared = await files(root, '', (name) => name !== 'starter' && name !== 'solution');
  const own = await files(join(root, 'starter', language));
  if (own.length === 0) throw noLanguage(lab, language, await languages(host, lab, 'starter'));
  const byPath = new Map([IGNORED, ...shared, ...own].map((file) => [file.path, named(host, file, lab, language)]));
  return [...byPath.values()].sort((a, b) => a.path.localeCompare(b.path, 'en'));
}

/** The README of a lab's template, in any language; empty when it has none. */
export async function readmeOf(host: Host, lab: string): Promise<string> {
  return (await readTextIfAny(join(labPaths(homeOf(host, lab), lab).template, 'README.md'))) ?? '';
}

/** The files of the reference solution that differ from or add to the starter. @throws ArchlabError USAGE_BAD_OPTION */
export async function solutionFiles(host: Host, lab: string, language: string): Promise<readonly TemplateFile[]> {
  const found = await files(join(labPaths(homeOf(host, lab), lab).template, 'solution', language));
  if (found.length === 0) throw noLanguage(lab, language, await languages(host, lab, 'solution'));
  return found.map((file) => named(host, file, lab, language));
}

/** Templates hold only what differs between languages; what the workspace is, is said here. */
function named(host: Host, file: TemplateFile, lab: string, language: string): TemplateFile {
  if (file.path !== 'archlab.yaml') return file;
  const head = [
    '# What this workspace is, and how your program is built (once per verify) and run (often; it gets PORT and more,',
    '# see `archlab env`). `build` may be left out. Change both as you like; any language will do.',
    `lab: ${lab}`,
    `language: ${language}`,
  ];
  const home = homeOf(host, lab);
  // So that the workspace is whole wherever it is opened from; JSON is YAML.
  if (home !== host.dirs.package)
    head.push(
      '# The lab pack it comes from; correct it when one of the two has moved.',
      `pack: ${JSON.stringify(home)}`,
    );
  return { ...file, content: `${head.join('\n')}\n${file.content}` };
}

async function languages(host: Host, lab: string, variant: Variant): Promise<readonly string[]> {
  return names(join(labPaths(homeOf(host, lab), lab).template, variant));
}

function noLanguage(lab: string, language: string, known: readonly string[]): ArchlabError {
  return new ArchlabError('USAGE_BAD_OPTION', `The lab ${lab} has no files in the language "${language}".`, {
    fix: known.length > 0 ? `Use one of: ${known.join(', ')}.` : 'Install archlab again: its templates are missing.',
  });
}

async function names(dir: string): Promise<string[]> {
  try {
    return (await readdir(dir)).sort();
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw fileError(error, `cannot read ${dir}`);
  }
}

async function files(dir: string, prefix = '', wanted = (_: string) => true): Promise<TemplateFile[]> {
  const found: TemplateFile[] = [];
  for (const name of (await names(dir)).filter(wanted)) {
    // What a developer of the lab may have lying about; it is no part of the template.
    if (['node_modules', '.venv', '__pycache__', '.archlab'].includes(name)) continue;
    const source = join(dir, name);
    const target = `${prefix}${RENAMED[name] ?? name}`;
    const about = await stat(source);
    if (about.isDirectory()) found.push(...(await files(source, `${target}/`)));
    else
      found.push({ path: target, content: await readFile(source, 'utf8'), mode: about.mode & 0o111 ? 0o755 : 0o644 });
  }
  return found;
}
