import type { Host } from '../../../host/host.ts';
import { LABEL } from './argv.ts';
import { docker } from './cli.ts';

/** The memory of the engine in MB: with Docker Desktop and the like that of its virtual machine. Undefined when it does not say. */
export async function engineMemoryMb(host: Host): Promise<number | undefined> {
  const { stdout } = await docker(host, ['info', '--format', '{{json .MemTotal}}'], { limitMs: 5000 });
  const bytes = Number(stdout);
  return bytes > 0 ? Math.round(bytes / 2 ** 20) : undefined;
}

/** The ids of the workspaces that containers of archlab belong to. */
export async function labelledWorkspaces(host: Host): Promise<string[]> {
  const argv = ['ps', '--all', '--filter', `label=${LABEL}`, '--format', `{{.Label "${LABEL}"}}`];
  const { exitCode, stdout } = await docker(host, argv, { limitMs: 5000 });
  if (exitCode !== 0) return [];
  return [...new Set(stdout.split('\n').filter((id) => id !== ''))];
}

/** One command that removes the containers of a workspace by hand. */
export function removeByHand(workspaceId: string): string {
  return `docker rm --force --volumes $(docker ps --all --quiet --filter label=${LABEL}=${workspaceId})`;
}

/**
 * MB that are downloaded for an official image: its compressed size for linux/amd64, other platforms differ by a tenth.
 * Taken from the lists of docker-library/repo-info of 2026; a newer build differs by a few MB.
 */
const ABOUT_MB: Readonly<Record<string, number>> = { 'postgres:17': 160, 'node:20-alpine': 48 };

/** About how much is downloaded for an image; undefined for one that nobody has looked up. */
export function downloadMb(reference: string): number | undefined {
  return ABOUT_MB[reference.replace(/^(?:docker\.io\/)?(?:library\/)?/, '')];
}
