import { resolve } from 'node:path';
import { loadCatalogue } from '../catalogue/catalogue.ts';
import { EXIT } from '../errors/codes.ts';
import { ArchlabError } from '../errors/error.ts';
import { isPack } from '../packs/find.ts';
import { type NewLab, newLab } from '../packs/new.ts';
import type { Style } from '../report/style.ts';
import type { Answer, App, Options } from './command.ts';
import { dirOf } from './shared/options.ts';
import { shownPath } from './shared/shown-path.ts';

export async function run([id = '']: readonly string[], options: Options, app: App): Promise<Answer> {
  const { host } = app;
  if (!/^[a-z][a-z0-9-]*$/.test(id)) {
    throw new ArchlabError('USAGE', `"${id}" cannot be the name of a lab.`, {
      fix: 'Use small letters, digits and hyphens, and begin with a letter: orders-queue.',
    });
  }
  const dir = packFor(options, app);
  if (dir === host.dirs.package) {
    throw new ArchlabError('PACK_EXISTS', `${dir} is archlab itself, not a lab pack.`, {
      fix: "Make a folder of your own for it; how a lab becomes one of archlab's own is in docs/adding-a-lab.md.",
    });
  }
  await demandNew(id, app);
  const made = await newLab(host, dir, id, app.version);
  return { exit: EXIT.ok, data: { lab: id, ...made }, text: render(id, made, shownPath(dir, host.cwd), app.style) };
}

/** `--dir`, or the pack that the current folder lies in, or the current folder. */
function packFor(options: Options, { host }: App): string {
  const dir = dirOf(options);
  if (dir !== undefined) return resolve(host.cwd, dir);
  return host.packs?.find((pack) => isPack(pack) && `${host.cwd}/`.startsWith(`${pack}/`)) ?? host.cwd;
}

async function demandNew(id: string, { host }: App): Promise<void> {
  const { chapters } = await loadCatalogue(host);
  const known = chapters.flatMap(({ labs, coming }) => [...labs, ...coming]);
  if (known.some((lab) => lab.id === id)) {
    throw new ArchlabError('PACK_EXISTS', `There is a lab "${id}" already.`, { fix: 'Choose another name.' });
  }
}

export function render(id: string, { created, kept }: NewLab, shown: string, style: Style): string {
  const change = shown === '.' ? '' : `cd ${shown} && `;
  const install = kept.includes('package.json')
    ? 'npm install --save-dev esbuild   (and typescript @types/node, for your editor)'
    : 'npm install';
  return [
    `${style.bold(id)} is a small lab that works, to be changed into yours:`,
    '',
    ...created.map((path) => `  ${path}`),
    ...(kept.length > 0 ? ['', `Left as they were: ${kept.join(', ')}`] : []),
    '',
    'Next:',
    '',
    `  ${style.bold(`${change}${install}`)}`,
    `  ${style.bold(`archlab lab check ${id}`)}`,
    `  ${style.bold(`archlab start ${id}`)}`,
    '',
    'Begin each check with a wrong solution that it is to catch, under test/labs/.',
    '',
  ].join('\n');
}
