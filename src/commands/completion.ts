import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT } from '../errors/codes.ts';
import { ArchlabError } from '../errors/error.ts';
import { fileError } from '../host/files.ts';
import { nearestOf } from '../host/nearest.ts';
import type { Answer, App, Options } from './command.ts';
import { SHELLS } from './line/words.ts';

export async function run([shell = '']: readonly string[], _options: Options, { host }: App): Promise<Answer> {
  if (!SHELLS.some((known) => known === shell)) {
    throw new ArchlabError(
      'USAGE_BAD_OPTION',
      `There is no completion for a shell "${shell}".${nearestOf(shell, SHELLS)}`,
      { fix: 'Use bash, zsh or fish.' },
    );
  }
  const file = join(host.dirs.package, 'completion', `archlab.${shell}`);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw fileError(error, `cannot read ${file}`);
  });
  return { exit: EXIT.ok, text, verbatim: true };
}
