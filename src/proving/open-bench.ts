import { randomBytes } from 'node:crypto';
import { openBench } from '../grading/bench.ts';
import type { Lab } from '../grading/types.ts';
import type { Host } from '../host/host.ts';
import { Scope } from '../host/scope.ts';
import { forget, remember } from '../stack/registry.ts';
import type { Engine, Stack } from '../stack/types.ts';
import { installServices } from '../workspace/services.ts';
import { endStrays, MARK } from '../workspace/strays.ts';
import { planOfTemplate } from '../workspace/template-plan.ts';
import type { ProofBench } from './run-proof.ts';

export interface StandUp extends Omit<ProofBench, 'stack' | 'host'> {
  readonly host: Host;
  readonly engine: Engine;
  /** Folder with the lab's built stub services; need not exist for a lab that has none. */
  readonly services: string;
  /** A folder for this stack alone; its data goes there. */
  readonly dir: string;
  readonly signal: AbortSignal;
}

/**
 * Starts a lab's infrastructure outside any workspace and brings it into the state a learner begins with. It is written down like a
 * workspace's, so that `stop --all` finds it should this program be killed.
 */
export async function standUp(options: StandUp): Promise<ProofBench & AsyncDisposable> {
  const { host, engine, lab, templateDir, services, dir, signal } = options;
  const id = randomBytes(5).toString('hex');
  const plan = await planOfTemplate(templateDir, lab.id, dir, id);
  await installServices(services, dir);
  const stack = await engine.up(plan, {
    signal,
    record: (state) => remember(host, { workspaceId: id, lab: lab.id, dir, state }),
    progress: () => undefined,
  });
  const down = async () => {
    await endStrays(host, id);
    await stack.down();
    await forget(host, id);
  };
  try {
    await prepare(lab, stack, signal);
  } catch (error) {
    await down();
    throw error;
  }
  return { ...options, stack, host: { env: { ...host.env, [MARK]: id } }, [Symbol.asyncDispose]: down };
}

async function prepare(lab: Lab, stack: Stack, signal: AbortSignal): Promise<void> {
  const scope = new Scope();
  try {
    await lab.prepare(openBench(stack, scope, signal));
  } finally {
    await scope.dispose();
  }
}
