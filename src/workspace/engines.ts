import type { Host } from '../host/host.ts';
import { type Choice, chooseEngine, enginesToProbe } from '../stack/choose.ts';
import type { Engine, EngineKind, StackPlan } from '../stack/types.ts';

/** An engine by its kind; its code is loaded only now. */
export async function engineOf(host: Host, kind: EngineKind): Promise<Engine> {
  switch (kind) {
    case 'docker':
      return (await import('../stack/engines/docker/engine.ts')).createDockerEngine(host);
    case 'local':
      return (await import('../stack/engines/local/engine.ts')).createLocalEngine(host);
  }
}

/**
 * The engine for a plan: the one asked for, else the workspace's, else whichever can run it here (DESIGN §4).
 * @throws ArchlabError MACHINE_DOCKER, MACHINE_SERVER_MISSING, MACHINE_NO_ENGINE
 */
export async function pickEngine(
  host: Host,
  plan: StackPlan,
  requested: EngineKind | undefined,
  previous: EngineKind | undefined,
): Promise<Choice> {
  const wishes = { ...(requested ? { flag: requested } : {}), ...(previous ? { workspace: previous } : {}) };
  const probes = enginesToProbe(wishes).map(async (kind) => [kind, await (await engineOf(host, kind)).probe(plan)]);
  return chooseEngine({ ...wishes, ...Object.fromEntries(await Promise.all(probes)) });
}
