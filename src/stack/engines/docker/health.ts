import { access, constants } from 'node:fs/promises';
import { execa } from 'execa';
import { systemCode } from '../../../errors/error.ts';
import type { Host } from '../../../host/host.ts';
import { docker } from './cli.ts';

/** What can be wrong with Docker on a machine, each with its own remedy. */
type DockerTrouble = 'no-cli' | 'fake-cli' | 'no-daemon' | 'no-permission' | 'no-compose' | 'old-compose';

export type DockerHealth =
  | { readonly ok: true; readonly version: string; readonly compose: string }
  | { readonly ok: false; readonly trouble: DockerTrouble; readonly reason: string; readonly fix: string };

const bad = (trouble: DockerTrouble, reason: string, fix: string): DockerHealth => ({
  ok: false,
  trouble,
  reason,
  fix,
});

/** Asks the daemon and Compose. No error text is read: what the CLI answers as JSON, exit codes and the socket's rights decide. */
export async function dockerHealth(host: Host): Promise<DockerHealth> {
  const limitMs = 15_000;
  const asked = await docker(host, ['version', '--format', '{{json .}}'], { limitMs });
  if (!asked.found)
    return bad('no-cli', 'Docker is not installed', 'Install Docker (https://docs.docker.com/get-docker/).');
  const version = parseJson(asked.stdout);
  // Even without a daemon, the real CLI answers with JSON about itself.
  if (!isObject(version) || !isObject(version.Client))
    return bad(
      'fake-cli',
      'the program `docker` on PATH does not answer as Docker does',
      'Start Docker Desktop and switch on its WSL integration, or install Docker; `which docker` shows the program.',
    );
  if (!isObject(version.Server)) return daemonTrouble(host, limitMs);
  const composeTrouble = await checkCompose(host, limitMs);
  if (typeof composeTrouble !== 'string') return composeTrouble;
  return { ok: true, version: String(version.Server.Version), compose: composeTrouble };
}

/** The daemon gave no answer: not allowed to ask, or nobody there? */
async function daemonTrouble(host: Host, limitMs: number): Promise<DockerHealth> {
  const context = await docker(host, ['context', 'inspect', '--format', '{{json .Endpoints.docker.Host}}'], {
    limitMs,
  });
  const endpoint = parseJson(context.stdout);
  const address = typeof endpoint === 'string' ? endpoint : 'its address';
  const socket = socketOf(address);
  const refused = socket === undefined ? undefined : access(socket, constants.R_OK | constants.W_OK).catch(systemCode);
  return whyNoAnswer(address, (await refused) ?? undefined);
}

/** Pure half of the above: `code` is the system's error for using the socket. */
export function whyNoAnswer(address: string, code: string | undefined): DockerHealth {
  const socket = socketOf(address);
  if (socket !== undefined && code === 'EACCES')
    return bad(
      'no-permission',
      `you may not use Docker's socket ${socket}`,
      'Run `sudo usermod -aG docker $USER`, then log in again.',
    );
  return bad(
    'no-daemon',
    `the Docker daemon does not answer at ${address}`,
    'Start Docker Desktop, or run `sudo systemctl start docker`.',
  );
}

function socketOf(address: string): string | undefined {
  return /^unix:\/\/(.+)$/.exec(address)?.[1];
}

/** Compose's version, or what is wrong with it. */
async function checkCompose(host: Host, limitMs: number): Promise<string | DockerHealth> {
  const fix = 'Install the Compose plugin (Debian, Ubuntu: docker-compose-v2 or docker-compose-plugin).';
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
