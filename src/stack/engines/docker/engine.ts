import { ArchlabError } from '../../../errors/error.ts';
import type { Host } from '../../../host/host.ts';
import { isPortFree } from '../../../host/ports.ts';
import { findService, lookedAtServices, neededServices } from '../../services.ts';
import type { Engine, Stack, StackPlan, StackState, UpContext } from '../../types.ts';
import { composeEnvironment, containerName, labels, upArgv } from './argv.ts';
import { docker } from './cli.ts';
import { destroyDocker } from './destroy.ts';
import { dockerHealth } from './health.ts';
import { imageGaps, pullMissing } from './images.ts';
import { lookAt } from './look.ts';
import { DockerService } from './service.ts';

/** Runs the services of a stack with Docker Compose v2. */
export function createDockerEngine(host: Host): Engine {
  return {
    kind: 'docker',

    async probe(plan) {
      const health = await dockerHealth(host);
      if (!health.ok) return [{ service: 'docker', reason: health.reason, fix: health.fix }];
      return imageGaps(host, plan);
    },

    up: (plan, context) => up(plan, host, context),

    async attach(plan, state) {
      return stackOf(plan, state, host);
    },
  };
}

async function up(plan: StackPlan, host: Host, context: UpContext): Promise<Stack> {
  await pullMissing(host, plan, context);
  const state = stateOf(plan);
  await refuseTakenPorts(plan, undefined);
  await context.record(state);
  try {
    context.progress(`starting ${Object.keys(state.services).join(', ')}`);
    const run = await docker(host, upArgv(plan), {
      input: labels(plan),
      env: composeEnvironment(host.env, plan),
      signal: context.signal,
      limitMs: 180_000,
    });
    const stack = await stackOf(plan, state, host);
    if (run.exitCode !== 0) throw await upError(stack, run.stderr);
    await Promise.all(
      stack.services.map(async (service) => {
        await service.ready(context.signal);
        context.progress(`${service.name} is ready`);
      }),
    );
    return stack;
  } catch (error) {
    await destroyDocker(host, plan.project);
    // After the teardown our own containers hold no port any more: a taken one is somebody else's.
    if (!context.signal.aborted) await refuseTakenPorts(plan, error);
    throw error;
  }
}

/** Names the service that is to blame, with its last lines. */
async function upError(stack: Stack, stderr: string): Promise<ArchlabError> {
  for (const service of stack.services) {
    const status = await service.status();
    if (status !== 'stopped') continue;
    const details = await service.lastLines(20);
    if (details.length > 0)
      return new ArchlabError('MACHINE_SERVICE_NOT_READY', `Service "${service.name}" has ended.`, { details });
  }
  return new ArchlabError('MACHINE_SERVICE_NOT_READY', 'Docker Compose could not start the services.', {
    details: stderr.split('\n').slice(-20),
  });
}

async function refuseTakenPorts(plan: StackPlan, cause: unknown): Promise<void> {
  for (const { name, ports } of neededServices(plan))
    for (const { host: port } of ports)
      if (!(await isPortFree(port)))
        throw new ArchlabError('MACHINE_PORT', `Port ${port} of service "${name}" is in use by another program.`, {
          cause,
        });
}

function stateOf(plan: StackPlan): StackState {
  const entries = neededServices(plan).map(({ name, ports }) => [
    name,
    { ports, container: containerName(plan.project, name) },
  ]);
  return {
    engine: 'docker',
    project: plan.project,
    startedAt: new Date().toISOString(),
    services: Object.fromEntries(entries),
  };
}

async function stackOf(plan: StackPlan, state: StackState, host: Host): Promise<Stack> {
  const needed = neededServices(plan).map((service) => ({
    service,
    container: state.services[service.name]?.container ?? containerName(plan.project, service.name),
  }));
  const looks = await lookAt(
    host,
    needed.map(({ container }) => container),
  );
  const services = needed.map(
    ({ service, container }) => new DockerService(service, container, host, looks.get(container)?.address),
  );
  return {
    engine: 'docker',
    state,
    services,
    onlyForLooking: lookedAtServices(plan),
    service: (name) => findService(services, name),
    down: () => destroyDocker(host, state.project),
  };
}
