import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ArchlabError, messageOf, systemCode } from '../errors/error.ts';

/**
 * Writes a file so that a crash at any moment leaves the old or the new content, never half of it
 * (temporary file in the same folder, fsync, rename). Makes missing folders.
 * @throws ArchlabError MACHINE_DISK_FULL or MACHINE_FILES
 */
export async function writeAtomically(path: string, content: string, mode = 0o644): Promise<void> {
  // Loaded late: it is a fifth of the start-up of commands that only read.
  const { randomBytes } = await import('node:crypto');
  const temporary = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(temporary, 'w', mode);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw fileError(error, `cannot write ${path}`);
  }
}

/**
 * Makes sure, before the work and not after it, that {@link writeAtomically} will be able to write there.
 * @throws ArchlabError MACHINE_DISK_FULL or MACHINE_FILES
 */
export async function demandWritable(path: string): Promise<void> {
  const probe = `${path}.probe.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    if ((await stat(path).catch(() => undefined))?.isDirectory())
      throw new ArchlabError('MACHINE_FILES', `cannot write ${path}: it is a folder.`);
    await (await open(probe, 'w')).close();
  } catch (error) {
    throw fileError(error, `cannot write ${path}`);
  } finally {
    await rm(probe, { force: true }).catch(() => undefined);
  }
}

/** The text of a file, or undefined when there is none. @throws ArchlabError MACHINE_FILES */
export async function readTextIfAny(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return undefined;
    throw fileError(error, `cannot read ${path}`);
  }
}

/** Turns Node's file system errors into ours; anything else comes back unchanged. */
export function fileError(error: unknown, what: string): unknown {
  // It has a code as well, but not one of the system.
  if (error instanceof ArchlabError) return error;
  const code = systemCode(error);
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new ArchlabError('MACHINE_DISK_FULL', `${what}: no space is left on the device.`, { cause: error });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new ArchlabError('MACHINE_FILES', `${what}: permission denied (${code}).`, { cause: error });
    case undefined:
      return error;
    default:
      return new ArchlabError('MACHINE_FILES', `${what}: ${messageOf(error)}`, { cause: error });
  }
}
