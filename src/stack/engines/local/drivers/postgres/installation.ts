import { createHash } from 'node:crypto';
import { cp, lstat, mkdir, mkdtemp, readFile, rename, rm, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

interface Link {
  readonly source: string;
  readonly target: string;
}

/**
 * npm packages cannot hold symbolic links; the package lists those of its libraries and makes them in an install script, which many
 * npm settings do not run. Makes the missing ones; false when the folder may not be written to.
 */
export async function completeInstallation(native: string): Promise<boolean> {
  try {
    await makeLinks(native);
    return true;
  } catch {
    return false;
  }
}

/** Copies the server with its links to `<home>/server-<key>`, once, and returns that folder. */
export async function copyInstallation(native: string, home: string): Promise<string> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '');
  const packageText = await readFile(join(native, '../package.json'), 'utf8');
  const key = createHash('sha256').update(packageText).update(list).digest('hex').slice(0, 12);
  const copy = join(home, `server-${key}`);
  if (await exists(copy)) return copy;
  await mkdir(home, { recursive: true, mode: 0o755 });
  const temporary = await mkdtemp(join(home, 'tmp-'));
  try {
    await cp(native, join(temporary, 'native'), { recursive: true, verbatimSymlinks: true });
    await makeLinks(join(temporary, 'native'));
    await rename(join(temporary, 'native'), copy).catch(async (error: unknown) => {
      // Another process was quicker; its copy is as good.
      if (!(await exists(copy))) throw error;
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return copy;
}

async function makeLinks(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  // The paths in the list begin with `native/`.
  const at = (path: string) => join(native, relative('native', path));
  for (const { source, target } of JSON.parse(list) as Link[]) {
    const link = at(target);
    if (await exists(link)) continue;
    await symlink(relative(dirname(link), at(source)), link).catch(async (error: unknown) => {
      if (!(await exists(link))) throw error;
    });
  }
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
