import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { ArchlabError } from '../errors/error.ts';
import type { Host } from '../host/host.ts';

interface Where {
  readonly env: Host['env'];
  readonly cwd: string;
  /** The installed archlab, which is not a pack. */
  readonly archlab: string;
  /** `--pack` */
  readonly named: readonly string[];
  /** `--dir`: a workspace that is worked on from elsewhere. */
  readonly dir: string | undefined;
}

/**
 * The lab packs a command may use, nearest first: those of `--pack`, the one that the folder lies in, the one its workspace was
 * made from, those of ARCHLAB_PACKS. Runs at every start of the program, so it only looks for files.
 * @throws ArchlabError PACK_NONE when `--pack` names a folder that is none
 */
export async function findPacks({ env, cwd, archlab, named, dir }: Where): Promise<readonly string[]> {
  const found = named.map((path) => demandPack(resolve(cwd, path)));
  for (const from of dir === undefined ? [cwd] : [resolve(cwd, dir), cwd]) {
    for (const folder of upwards(from)) {
      if (isPack(folder)) found.push(folder);
      const remembered = await packOf(folder);
      if (remembered !== undefined) found.push(remembered);
    }
  }
  const listed = env.ARCHLAB_PACKS?.split(delimiter).filter((path) => path !== '') ?? [];
  found.push(...listed.map((path) => resolve(cwd, path)));
  // The real path: a pack that is reached by two ways is one pack.
  return [...new Set(found.filter(isPack).map((folder) => realpathSync(folder)))].filter(
    (folder) => folder !== archlab,
  );
}

function demandPack(folder: string): string {
  if (isPack(folder)) return folder;
  throw new ArchlabError('PACK_NONE', `--pack names ${folder}, which is no lab pack.`, {
    fix: 'A lab pack is a folder with a labs.yaml and a folder templates/. `archlab lab new <id>` makes one.',
  });
}

/** Laid as archlab itself is, without being archlab (a clone of it has the same files). */
export function isPack(folder: string): boolean {
  return existsSync(join(folder, 'labs.yaml')) && existsSync(join(folder, 'templates')) && !isArchlab(folder);
}

function isArchlab(folder: string): boolean {
  try {
    return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name?: unknown }).name === 'archlab';
  } catch {
    return false;
  }
}

function* upwards(from: string): Generator<string> {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    yield folder;
    if (dirname(folder) === folder) return;
  }
}

/** `pack:` of a workspace's archlab.yaml. A file that cannot be read says nothing here: whoever needs it complains with file and line. */
async function packOf(folder: string): Promise<string | undefined> {
  let text: string;
  try {
    text = readFileSync(join(folder, 'archlab.yaml'), 'utf8');
  } catch {
    return undefined;
  }
  if (!/^pack:/m.test(text)) return undefined;
  const value = (await import('./remembered.ts')).rememberedPack(text);
  return value === undefined ? undefined : resolve(folder, value);
}
