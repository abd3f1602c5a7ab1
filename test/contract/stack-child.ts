import { text } from 'node:stream/consumers';
import { createDockerEngine } from '../../src/stack/engines/docker/engine.ts';
import { createLocalEngine } from '../../src/stack/engines/local/engine.ts';
import { listStacks, remember } from '../../src/stack/registry.ts';
import type { StackState } from '../../src/stack/types.ts';
import type { ChildTask } from './stack-bench.ts';

// A second archlab process: knows the first one's stack from the registry alone.
const { kind, host, plan, action } = JSON.parse(await text(process.stdin)) as ChildTask;
const engine = kind === 'docker' ? createDockerEngine(host) : createLocalEngine(host);
const say = (line: string) => process.stdout.write(`${line}\n`);
const record = (state: StackState) =>
  remember(host, { workspaceId: plan.workspaceId, lab: plan.lab, dir: plan.dir, state });

if (action === 'up') {
  const stack = await engine.up(plan, { signal: new AbortController().signal, progress: say, record });
  say(`up ${stack.services.length}`);
} else {
  const entry = (await listStacks(host)).find(({ workspaceId }) => workspaceId === plan.workspaceId);
  if (!entry) throw new Error('the registry does not know the stack');
  const stack = await engine.attach(plan, entry.state, { record });
  await stack.service('b').restart();
  for (const service of stack.services) say(`${service.name} ${await service.status()}`);
}
