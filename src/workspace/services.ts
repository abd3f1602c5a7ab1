import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../errors/error.ts';
import { fileError, writeAtomically } from '../host/files.ts';

/**
 * Puts the built stub services of a lab, if it has any, into `<dir>/.archlab/services`, where its Compose file mounts them from.
 * `built` is `dist/services/<lab>`: one self-contained .mjs file per service.
 * @throws ArchlabError MACHINE_FILES, MACHINE_DISK_FULL
 */
export async function installServices(built: string, dir: string): Promise<void> {
  for (const name of await programs(built)) {
    const content = await readFile(join(built, name), 'utf8');
    await writeAtomically(join(dir, '.archlab', 'services', name), content);
  }
}

async function programs(built: string): Promise<string[]> {
  try {
    return (await readdir(built)).filter((name) => name.endsWith('.mjs'));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw fileError(error, `cannot read ${built}`);
  }
}
