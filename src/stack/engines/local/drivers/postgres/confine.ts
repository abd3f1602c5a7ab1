import { chown, mkdir, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import { execa } from 'execa';
import { ArchlabError } from '../../../../../errors/error.ts';
import type { Host } from '../../../../../host/host.ts';
import type { Confinement } from '../driver.ts';

/** The user `nobody` of nearly every system; any other that is not root would do. */
const NOBODY = 65534;

/**
 * PostgreSQL refuses to run as root, and as a user without a name (usual in containers with `--user`). A user namespace makes it somebody else without changing who owns the files; where that is
 * forbidden (inside a container with Docker's usual seccomp profile), the process drops its rights.
 */
export async function chooseConfinement(host: Host): Promise<Confinement> {
  if (host.uid !== 0 && hasName()) return { kind: 'none' };
  // With an IPC namespace the kernel removes a killed server's shared memory.
  const prefix = ['unshare', '-U', '--ipc', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`] as const;
  const [program, ...args] = [...prefix, 'true'];
  const trial = await execa(program, args, {
    reject: false,
    timeout: 5000,
    stdio: 'ignore',
    env: { ...host.env },
    extendEnv: false,
  });
  if (trial.exitCode === 0) return { kind: 'namespace', prefix };
  return host.uid === 0 ? { kind: 'drop', uid: NOBODY, gid: NOBODY } : { kind: 'none' };
}

/** Whether the current user is in the list of users. */
function hasName(): boolean {
  try {
    userInfo();
    return true;
  } catch {
    return false;
  }
}

/**
 * A folder that a process without rights can reach; for programs, templates and data in case of `drop`.
 * @throws ArchlabError MACHINE_FILES when somebody else made it before us
 */
export async function publicFolder(host: Host): Promise<string> {
  const folder = `/var/tmp/archlab-${host.uid ?? 0}`;
  await mkdir(folder, { recursive: true, mode: 0o755 });
  const { uid } = await stat(folder);
  if (host.uid !== undefined && uid !== host.uid)
    throw new ArchlabError('MACHINE_FILES', `${folder} belongs to another user (${uid}).`, {
      fix: `Remove ${folder}.`,
    });
  return folder;
}

/** Whether everybody can read a file: each folder above it can be entered. */
export async function isPublic(path: string): Promise<boolean> {
  if (((await stat(path)).mode & 0o005) !== 0o005) return false;
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (((await stat(folder)).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** Hands a file or folder over to the user under which the server runs. */
export async function handOver(path: string, confinement: Confinement): Promise<void> {
  if (confinement.kind === 'drop') await chown(path, confinement.uid, confinement.gid);
}

/** Options for a helper program that must run under the same user as the server. */
export function confined(argv: readonly [string, ...string[]], confinement: Confinement) {
  const [file, ...args]: readonly string[] = confinement.kind === 'namespace' ? [...confinement.prefix, ...argv] : argv;
  const user = confinement.kind === 'drop' ? { uid: confinement.uid, gid: confinement.gid } : {};
  return { file: file ?? argv[0], args, user };
}
