import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ArchlabError, messageOf } from '../errors/error.ts';
import type { Lab } from '../grading/types.ts';
import type { Host } from '../host/host.ts';
import { builtHomeOf } from '../packs/home.ts';
import { labPaths } from '../packs/paths.ts';
import type { Catalogue, Chapter, LabEntry } from './types.ts';

/** The catalogue as it was compiled at build time (dist/catalogue.json), then the chapters of the lab packs known here. */
export async function loadCatalogue(host: Pick<Host, 'dirs' | 'packs'>): Promise<Catalogue> {
  const own = await ownCatalogue(host);
  if (!host.packs?.length) return own;
  return (await import('./packs.ts')).withPacks(own, host.packs);
}

/** Without the labs of packs. */
async function ownCatalogue(host: Pick<Host, 'dirs'>): Promise<Catalogue> {
  const path = join(host.dirs.package, 'dist', 'catalogue.json');
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Catalogue;
  } catch (cause) {
    throw new ArchlabError('BUG', `The built catalogue cannot be read: ${path}`, {
      fix: 'Run `npm run build`, or install archlab again.',
      cause,
    });
  }
}

/**
 * The entry of a lab that can be started.
 * @throws ArchlabError USAGE_UNKNOWN_LAB with the nearest names, or USAGE_LAB_COMING
 */
export async function findLab(
  catalogue: Catalogue,
  id: string,
): Promise<{ readonly chapter: Chapter; readonly lab: LabEntry }> {
  for (const chapter of catalogue.chapters) {
    const lab = chapter.labs.find((entry) => entry.id === id);
    if (lab) return { chapter, lab };
    if (chapter.coming.some((entry) => entry.id === id)) {
      throw new ArchlabError(
        'USAGE_LAB_COMING',
        `The lab "${id}" of chapter ${chapter.number} is planned, but not built yet.`,
      );
    }
  }
  const ids = catalogue.chapters.flatMap(({ labs }) => labs.map((entry) => entry.id));
  const { nearestOf } = await import('../host/nearest.ts');
  throw new ArchlabError('USAGE_UNKNOWN_LAB', `There is no lab "${id}".${nearestOf(id, ids)}`);
}

/** The code of a lab, loaded only when it is needed. @throws ArchlabError PACK_NONE, PACK_BUILD, PACK_INVALID */
export async function loadLab(host: Pick<Host, 'dirs' | 'packs'>, id: string): Promise<Lab> {
  const home = await builtHomeOf(host, id);
  const { default: lab } = await imported(labPaths(home, id).code).catch((cause: unknown) => {
    // What a pack's code throws is for its author, not for us, to mend.
    if (home === host.dirs.package) throw cause;
    throw new ArchlabError('PACK_INVALID', `The code of the lab "${id}" cannot be loaded: ${messageOf(cause)}`, {
      fix: `Look at what src/labs/${id}/lab.ts does when it is imported.`,
      cause,
    });
  });
  if (lab?.steps === undefined) {
    throw new ArchlabError('PACK_INVALID', `The code of the lab "${id}" exports no lab.`, {
      fix: `Let src/labs/${id}/lab.ts end with: export default defineLab({ … });`,
    });
  }
  return lab;
}

async function imported(file: string): Promise<{ default?: Lab }> {
  return (await import(pathToFileURL(file).href)) as { default?: Lab };
}
