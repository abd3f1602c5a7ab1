import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ArchlabError } from '../errors/error.ts';
import type { Host } from '../host/host.ts';

type Labs = Pick<Host, 'dirs' | 'packs'>;

/**
 * The folder a lab is at home in: archlab itself, or a lab pack, which is laid the same way. The layout is the registry.
 * @throws ArchlabError PACK_NONE
 */
export function homeOf(host: Labs, lab: string): string {
  const packs = host.packs ?? [];
  const home = [host.dirs.package, ...packs].find((folder) => existsSync(join(folder, 'templates', lab)));
  if (home !== undefined) return home;
  throw new ArchlabError(
    'PACK_NONE',
    `The lab "${lab}" is neither one of archlab's own nor in a lab pack that is known here.`,
    {
      details: packs.map((pack) => `looked in ${pack}`),
      fix: 'Say where its pack is: `pack:` in archlab.yaml, --pack <folder>, or the variable ARCHLAB_PACKS.',
    },
  );
}

/** The home of a lab whose code is to be used: what a pack holds as TypeScript is built first. @throws ArchlabError PACK_NONE, PACK_BUILD */
export async function builtHomeOf(host: Labs, lab: string): Promise<string> {
  const home = homeOf(host, lab);
  if (home !== host.dirs.package) await (await import('./build.ts')).buildLab(host, home, lab);
  return home;
}
