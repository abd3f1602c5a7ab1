import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ArchlabError } from '../errors/error.ts';
import { fileError } from '../host/files.ts';
import { parseCatalogue } from './parse.ts';
import type { Catalogue } from './types.ts';

/** The labs.yaml of a pack. Parsed at every use: it is small, and its author is just changing it. @throws ArchlabError PACK_INVALID */
export async function packCatalogue(pack: string): Promise<Catalogue> {
  const file = join(pack, 'labs.yaml');
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw fileError(error, `cannot read ${file}`);
  });
  return parseCatalogue(file, text, 'PACK_INVALID');
}

/** archlab's own chapters, then those of the packs. @throws ArchlabError PACK_INVALID */
export async function withPacks(own: Catalogue, packs: readonly string[]): Promise<Catalogue> {
  const chapters = [...own.chapters];
  const homes = new Map(
    own.chapters.flatMap(({ labs, coming }) => [...labs, ...coming].map(({ id }) => [id, 'archlab'])),
  );
  for (const pack of packs) {
    const { chapters: more } = await packCatalogue(pack);
    for (const { id } of more.flatMap(({ labs }) => labs)) {
      const other = homes.get(id);
      if (other !== undefined) {
        throw new ArchlabError(
          'PACK_INVALID',
          `${join(pack, 'labs.yaml')}: the lab "${id}" exists already, in ${other}.`,
          {
            fix: 'Give the lab of the pack another id.',
          },
        );
      }
      homes.set(id, pack);
    }
    chapters.push(...more);
  }
  return { chapters };
}
