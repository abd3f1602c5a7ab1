import { join } from 'node:path';
import type { Host } from '../../src/host/host.ts';

/** A host whose folders all lie in `dir`. */
export function hostFor(dir: string): Host {
  return {
    env: process.env,
    cwd: dir,
    platform: process.platform,
    arch: process.arch,
    uid: process.getuid?.(),
    pid: process.pid,
    nodePath: process.execPath,
    dirs: { package: dir, state: join(dir, 'state'), cache: join(dir, 'cache') },
  };
}
