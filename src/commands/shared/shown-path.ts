import { relative } from 'node:path';

/** A folder as a person would type it from here, quoted for a shell where needed. */
export function shownPath(dir: string, cwd: string): string {
  const path = relative(cwd, dir) || '.';
  const short = path.startsWith('../../..') ? dir : path;
  return /^[\w./@%+=:,~-]+$/.test(short) ? short : `'${short.replaceAll("'", "'\\''")}'`;
}
