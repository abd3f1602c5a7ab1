import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ArchlabError, systemCode } from '../errors/error.ts';
import type { Verdict } from '../grading/verdict.ts';
import { fileError, readTextIfAny, writeAtomically } from '../host/files.ts';
import type { WorkspacePaths } from './paths.ts';

const KEPT = 20;

/** Keeps a verdict, and of all only the last twenty. @throws ArchlabError MACHINE_FILES, MACHINE_DISK_FULL */
export async function keepVerdict(paths: WorkspacePaths, verdict: Verdict): Promise<void> {
  const name = `${verdict.startedAt.replaceAll(':', '-')}.json`;
  await writeAtomically(join(paths.verdicts, name), `${JSON.stringify(verdict, null, 2)}\n`);
  for (const old of (await names(paths)).slice(0, -KEPT)) await rm(join(paths.verdicts, old), { force: true });
}

/** The newest verdict that can still be read; undefined when there is none. */
export async function lastVerdict(paths: WorkspacePaths): Promise<Verdict | undefined> {
  for (const name of (await names(paths)).reverse()) {
    const verdict = parse(await readTextIfAny(join(paths.verdicts, name)));
    if (verdict) return verdict;
  }
  return undefined;
}

/**
 * The newest verdict and where it is kept; unlike {@link lastVerdict} it does not make do with an older one.
 * @throws ArchlabError WORKSPACE_NOT_VERIFIED, WORKSPACE_VERDICT
 */
export async function newestVerdict(
  paths: WorkspacePaths,
): Promise<{ readonly file: string; readonly verdict: Verdict }> {
  const name = (await names(paths)).at(-1);
  if (name === undefined)
    throw new ArchlabError('WORKSPACE_NOT_VERIFIED', `There is no verdict in ${paths.dir} yet: nothing was verified.`);
  const file = join(paths.verdicts, name);
  const verdict = parse(await readTextIfAny(file));
  if (verdict) return { file, verdict };
  throw new ArchlabError(
    'WORKSPACE_VERDICT',
    `The last verdict, ${file}, is damaged or from another version of archlab.`,
  );
}

function parse(text: string | undefined): Verdict | undefined {
  try {
    const value: unknown = JSON.parse(text ?? 'null');
    const known = typeof value === 'object' && value !== null && 'schema' in value && 'steps' in value;
    return known && value.schema === 'archlab.verdict/1' && Array.isArray(value.steps) ? (value as Verdict) : undefined;
  } catch {
    return undefined;
  }
}

/** Oldest first: the names begin with the time. */
async function names(paths: WorkspacePaths): Promise<string[]> {
  try {
    return (await readdir(paths.verdicts)).filter((name) => name.endsWith('.json')).sort();
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw fileError(error, `cannot read ${paths.verdicts}`);
  }
}
