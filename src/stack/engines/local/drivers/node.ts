import { mkdir } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { execa } from 'execa';
import type { ServicePlan } from '../../../types.ts';
import type { Driver, LaunchPlan, Place, Server } from './driver.ts';

/**
 * Stub services of a lab: plain Node programs. The program is told with `PORT` and `HOST` where to listen, for in a container
 * it has its port to itself and here it does not. Ready when it answers HTTP at all.
 */
export const nodeDriver: Driver = {
  repository: 'node',

  async findServer(service, host) {
    const major = Number.parseInt(service.image.tag, 10);
    const { stdout: version = '' } = await execa(host.nodePath, ['-p', 'process.versions.node'], { timeout: 10_000 });
    const ours = Number.parseInt(version, 10);
    if (service.command.length === 0 || service.command[0] !== 'node')
      return { service: service.name, reason: 'its command does not start with "node"', fix: 'Use `--engine docker`.' };
    if (major > ours)
      return {
        service: service.name,
        reason: `it needs Node.js ${major}, this is ${ours}`,
        fix: `Install Node.js ${major} or newer.`,
      };
    return { program: host.nodePath, version: version, confinement: { kind: 'none' } };
  },

  async prepare(_service, place) {
    await mkdir(place.dataDir, { recursive: true });
  },

  launchPlan(service: ServicePlan, place: Place, server: Server): LaunchPlan {
    const here = (path: string) => onThisMachine(path, service, place.workspace);
    const port = listeningPort(service);
    return {
      argv: [server.program, ...service.command.slice(1).map(here)],
      env: { ...service.environment, HOST: '127.0.0.1', ...(port === undefined ? {} : { PORT: String(port) }) },
      cwd: service.workingDir === undefined ? place.workspace : here(service.workingDir),
    };
  },

  async probe(service, endpoint) {
    const port = service.ports[0]?.container;
    if (port === undefined) return;
    const { host, port: actual } = endpoint(port);
    const reply = await fetch(`http://${host}:${actual}/healthz`, { signal: AbortSignal.timeout(2000) });
    await reply.arrayBuffer();
  },
};

/** The port of this machine that stands for the container's PORT, else for its first port. */
function listeningPort(service: ServicePlan): number | undefined {
  const wanted = Number(service.environment.PORT);
  return (service.ports.find((port) => port.container === wanted) ?? service.ports[0])?.host;
}

/** A path inside the container, seen from outside: `/srv/x.js` with `./services:/srv` is `<workspace>/services/x.js`. */
function onThisMachine(path: string, service: ServicePlan, workspace: string): string {
  for (const { source, target } of service.mounts) {
    const inside = relative(target, path);
    if (isAbsolute(path) && !inside.startsWith('..') && !isAbsolute(inside))
      return join(resolve(workspace, source), inside);
  }
  return path;
}
