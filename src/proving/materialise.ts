import { cp, mkdir, readFile, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { ArchlabError } from '../errors/error.ts';
import type { SolutionManifest } from '../solution/manifest.ts';
import type { CommandLine } from '../solution/types.ts';
import type { Proof } from './proof.ts';

/** By language: the folder that a solution needs a link to, such as an installed node_modules. Not every language has one. */
export type Dependencies = Readonly<Record<string, string>>;

/**
 * Lays a proof's files out in `dir` (base, then overlay) as a learner would have them, with the installed dependencies of its
 * language linked in, and says how to build and run it.
 */
export async function materialise(
  proof: Proof,
  templateDir: string,
  dir: string,
  dependencies: Dependencies,
): Promise<SolutionManifest> {
  await mkdir(dir, { recursive: true });
  const starter = join(templateDir, 'starter', proof.language);
  if (proof.base !== 'none') await copy(starter, dir);
  if (proof.base === 'reference') await copy(join(templateDir, 'solution', proof.language), dir);
  if (proof.overlay !== undefined) await copy(proof.overlay, dir);
  const installed = dependencies[proof.language];
  if (proof.base !== 'none' && installed !== undefined) await symlink(installed, join(dir, basename(installed)));
  const own = proof.base === 'none' ? {} : await commandsOf(starter);
  const build = proof.build ?? own.build;
  const run = proof.run ?? own.run;
  if (run === undefined)
    throw new ArchlabError('PACK_INVALID', `${proof.name} says nowhere how it is run.`, {
      fix: `Add \`run:\` to ${proof.overlay === undefined ? join(starter, 'archlab.yaml') : 'its proof.yaml'}.`,
    });
  return { language: proof.language, run, ...(build === undefined ? {} : { build }) };
}

async function copy(from: string, to: string): Promise<void> {
  await cp(from, to, {
    recursive: true,
    filter: (path) => !/\/(node_modules|\.venv|__pycache__|proof\.yaml|expected\.txt)$/.test(path),
  });
}

async function commandsOf(starter: string): Promise<{ build?: CommandLine; run?: CommandLine }> {
  return parse(await readFile(join(starter, 'archlab.yaml'), 'utf8')) as { build?: CommandLine; run?: CommandLine };
}
