import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { readTextIfAny, writeAtomically } from '../../host/files.ts';
import type { Workspace } from '../open.ts';
import { MARK } from '../strays.ts';
import { go } from './go.ts';
import type { InstallContext, Language } from './language.ts';
import { npm } from './npm.ts';
import { python } from './python.ts';

/** The languages of starters. A learner's own language is their own affair: it needs no entry. */
export const LANGUAGES: Readonly<Record<string, Language>> = { typescript: npm, python, go };

/**
 * Installs what the workspace's program depends on.
 * A package manager that a `kill -9` of archlab left at work here must have been ended before: two of them spoil the folder.
 * @returns whether anything was installed
 * @throws ArchlabError MACHINE_DEPENDENCIES, MACHINE_TOOL_MISSING
 */
export async function installDependencies(
  { paths, manifest, state }: Workspace,
  context: InstallContext,
): Promise<boolean> {
  // Marked, so that the next command finds it should this one be killed.
  const host = { ...context.host, env: { ...context.host.env, [MARK]: state.id } };
  return installFor(manifest.language, paths.dir, { ...context, host });
}

/** Installs what the lock file of the language in `dir` names; nothing when there is none or when that was done before. */
export async function installFor(name: string, dir: string, context: InstallContext): Promise<boolean> {
  const language = LANGUAGES[name];
  const lock = language && (await readTextIfAny(join(dir, language.lock)));
  if (language === undefined || lock === undefined) return false;
  // The stamp lies with what was installed, so that it goes when that goes.
  const stamp = join(dir, language.folder ?? '.archlab', '.archlab-lock-hash');
  const hash = createHash('sha256').update(lock).digest('hex');
  if ((await readTextIfAny(stamp)) === hash) return false;
  await language.install(dir, context);
  await writeAtomically(stamp, hash);
  return true;
}
