import { ArchlabError } from '../errors/error.ts';
import type { Host } from '../host/host.ts';
import type { ServiceStatus, Stack, StackPlan } from '../stack/types.ts';
import { engineOf } from './engines.ts';
import type { Workspace } from './open.ts';
import { planOf } from './plan.ts';
import { recorder } from './record.ts';

/**
 * The running stack of a workspace.
 * @throws ArchlabError WORKSPACE_NOT_STARTED, or WORKSPACE_STATE when a start died half-way
 */
export async function attach(host: Host, workspace: Workspace): Promise<Stack> {
  const { state, paths } = workspace;
  if (state.stack === undefined || state.phase === 'stopped') {
    throw new ArchlabError('WORKSPACE_NOT_STARTED', `The infrastructure of ${paths.dir} is not running.`);
  }
  if (state.phase === 'starting') {
    throw new ArchlabError('WORKSPACE_NOT_STARTED', `The last start in ${paths.dir} did not finish.`, {
      fix: 'Run `archlab start`: it clears what was left and starts afresh.',
    });
  }
  const plan: StackPlan = await planOf(workspace);
  const engine = await engineOf(host, state.stack.engine);
  return await engine.attach(plan, state.stack, {
    record: recorder(host, workspace, 'running'),
  });
}

/** How each service is, by name. */
export async function statuses(stack: Stack): Promise<Readonly<Record<string, ServiceStatus>>> {
  const all = await Promise.all(stack.services.map(async (service) => [service.name, await service.status()] as const));
  return Object.fromEntries(all);
}

/** @throws ArchlabError WORKSPACE_SERVICE_GONE naming the services that do not run, with the last lines of the first */
export async function demandRunning(stack: Stack): Promise<void> {
  const found = Object.entries(await statuses(stack)).filter(([, status]) => status !== 'running');
  const [first] = found;
  if (first === undefined) return;
  const names = found.map(([name, status]) => `${name} (${status})`).join(', ');
  throw new ArchlabError('WORKSPACE_SERVICE_GONE', `Not all services run: ${names}.`, {
    details: first[1] === 'gone' ? [] : await stack.service(first[0]).lastLines(10),
  });
}

/**
 * Brings single services back that were killed or frozen, with their data.
 * @returns false when that is not possible: a service is gone altogether or does not come back
 */
export async function mend(stack: Stack, { say }: { say(text: string): void }): Promise<boolean> {
  for (const [name, status] of Object.entries(await statuses(stack))) {
    if (status === 'running') continue;
    if (status === 'gone') return false;
    say(`${name} was ${status}; bringing it back`);
    const service = stack.service(name);
    try {
      await (status === 'paused' ? service.resume() : service.restart());
    } catch (error) {
      if (!(error instanceof ArchlabError)) throw error;
      say(`${name} does not come back: ${error.message}`);
      return false;
    }
  }
  return true;
}
