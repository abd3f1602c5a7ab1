import { access, constants } from 'node:fs/promises';
import { execa } from 'execa';
import { systemCode } from '../../../errors/error.ts';
import type { Host } from '../../../host/host.ts';
import { docker } from './cli.ts';
import { otherEngine } from './contexts.ts';

/** What can be wrong with Docker on a machine, each with its own remedy. */
type DockerTrouble =
  | 'no-cli'
  | 'fake-cli'
  | 'wrong-context'
  | 'no-daemon'
  | 'hung-daemon'
  | 'no-permission'
  | 'no-compose'
  | 'old-compose';

export type DockerHealth =
  | {
      readonly ok: true;
      readonly version: string;
      readonly compose: string;
      /** Of the engine, as images name theirs: `linux/arm64`. */
      readonly platform: string;
    }
  | { readonly ok: false; readonly trouble: DockerTrouble; readonly reason: string; readonly fix: string };

const bad = (trouble: DockerTrouble, reason: string, fix: string): DockerHealth => ({
  ok: false,
  trouble,
  reason,
  fix,
});

/** Longer than any engine needs that is going to answer. */
const LIMIT_MS = 10_000;

/** Asks the daemon and Compose. No error text is read: what the CLI answers as JSON, exit codes and the socket's rights decide. */
export async function dockerHealth(host: Host, limitMs = LIMIT_MS): Promise<DockerHealth> {
  const asked = await docker(host, ['version', '--format', '{{json .}}'], { limitMs });
  if (!asked.found) return bad('no-cli', 'Docker is not installed', installHint(host.platform));
  const version = parseJson(asked.stdout);
  const server = isObject(version) ? version.Server : undefined;
  if (!isObject(server)) {
    // Without a daemon, the real CLI answers with JSON about itself; when its context does not exist, not even that.
    const isDocker = asked.timedOut || (isObject(version) && isObject(version.Client));
    return (await wrongContext(host)) ?? (isDocker ? await daemonTrouble(host, limitMs, asked.timedOut) : FAKE);
  }
  const composeTrouble = await checkCompose(host, limitMs);
  if (typeof composeTrouble !== 'string') return composeTrouble;
  return {
    ok: true,
    version: String(server.Version),
    compose: composeTrouble,
    platform: `${server.Os ?? 'linux'}/${server.Arch ?? 'unknown'}`,
  };
}

const FAKE = bad(
  'fake-cli',
  'the program `docker` on PATH does not answer as Docker does',
  'Start Docker Desktop and switch on its WSL integration, or install Docker; `which docker` shows the program.',
);

function installHint(platform: NodeJS.Platform): string {
  const command =
    platform === 'darwin' ? 'brew install --cask docker-desktop' : 'curl -fsSL https://get.docker.com | sudo sh';
  return `Install Docker: \`${command}\` (other ways: https://docs.docker.com/get-docker/).`;
}

async function wrongContext(host: Host): Promise<DockerHealth | undefined> {
  const other = await otherEngine(host);
  if (!other) return undefined;
  const { asked, answers, address, command } = other;
  const reason = `${asked} leads to no engine that answers, but the context "${answers}" does (${address})`;
  return bad('wrong-context', reason, `Run \`${command}\`.`);
}

/** The daemon gave no answer: not allowed to ask, nobody there, or nobody who answers? */
async function daemonTrouble(host: Host, limitMs: number, hung: boolean): Promise<DockerHealth> {
  const context = await docker(host, ['context', 'inspect', '--format', '{{json .Endpoints.docker.Host}}'], {
    limitMs,
  });
  const endpoint = parseJson(context.stdout);
  const address = typeof endpoint === 'string' ? endpoint : 'its address';
  if (hung)
    return bad(
      'hung-daemon',
      `the Docker daemon at ${address} has not answered within ${limitMs / 1000} s`,
      host.platform === 'darwin'
        ? 'Quit Docker Desktop, then run `open -a Docker`.'
        : 'Run `sudo systemctl restart docker`, or restart Docker Desktop.',
    );
  const socket = socketOf(address);
  const refused = socket === undefined ? undefined : access(socket, constants.R_OK | constants.W_OK).catch(systemCode);
  return whyNoAnswer(address, (await refused) ?? undefined, host);
}

/** Pure half of the above: `code` is the system's error for using the socket. */
export function whyNoAnswer(
  address: string,
  code: string | undefined,
  { env, platform }: Pick<Host, 'env' | 'platform'>,
): DockerHealth {
  const socket = socketOf(address);
  if (socket !== undefined && code === 'EACCES')
    return bad(
      'no-permission',
      `you may not use Docker's socket ${socket}`,
      'Run `sudo usermod -aG docker $USER`, then log in again.',
    );
  const start =
    platform === 'darwin'
      ? 'Run `open -a Docker`, which starts Docker Desktop.'
      : 'Run `sudo systemctl start docker`, or start Docker Desktop.';
  return env.DOCKER_HOST
    ? bad(
        'no-daemon',
        `the Docker daemon does not answer at ${address}, which DOCKER_HOST names`,
        `Run \`unset DOCKER_HOST\` if it should not. ${start}`,
      )
    : bad('no-daemon', `the Docker daemon does not answer at ${address}`, start);
}

function socketOf(address: string): string | undefined {
  return /^unix:\/\/(.+)$/.exec(address)?.[1];
}

/** Compose's version, or what is wrong with it. */
async function checkCompose(host: Host, limitMs: number): Promise<string | DockerHealth> {
  const fix =
    'Install the Compose plugin: `sudo apt install docker-compose-v2` (with packages from docker.com: docker-compose-plugin).';
  const plugin = await docker(host, ['compose', 'version', '--short'], { limitMs });
  const version = /^v?(\d+)\.\d+/.exec(plugin.stdout.trim());
  if (plugin.exitCode === 0 && version)
    return Number(version[1]) >= 2 ? plugin.stdout.trim() : bad('old-compose', `Docker Compose is ${version[0]}`, fix);
  const old = await execa('docker-compose', ['version', '--short'], {
    reject: false,
    timeout: limitMs,
    env: { ...host.env },
    extendEnv: false,
    stdin: 'ignore',
  });
  if (/^v?1\./.test(old.stdout ?? ''))
    return bad('old-compose', `only the old docker-compose ${old.stdout.trim()} is installed, not Compose v2`, fix);
  return bad('no-compose', 'Docker Compose v2 is missing', fix);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
