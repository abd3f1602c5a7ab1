import { expect, test } from 'vitest';
import type { Service, ServicePlan, ServiceStatus, Stack } from '../stack/types.ts';
import { watchStack } from './watch-stack.ts';

/** A service that is nothing but its state. */
function service(name: string): Service {
  let status: ServiceStatus = 'running';
  const to = (next: ServiceStatus) => async () => {
    status = next;
  };
  return {
    plan: { name, profiles: [] } as unknown as ServicePlan,
    name,
    endpoint: (port) => ({ host: '127.0.0.1', port }),
    direct: (port) => ({ host: '127.0.0.1', port }),
    status: async () => status,
    ready: async () => undefined,
    ...{ kill: to('stopped'), pause: to('paused'), resume: to('running'), restart: to('running') },
    lastLines: async () => [],
    follow: async () => undefined,
  };
}

function stack(...services: Service[]): Stack {
  const find = (name: string) => services.find((each) => each.name === name) as Service;
  const state = { engine: 'local', project: 'p', startedAt: '', services: {} } as const;
  return { engine: 'local', state, services, onlyForLooking: [], service: find, down: async () => undefined };
}

test('what a check has stopped itself is not lost; what stopped by itself is', async () => {
  const [s0, s1] = [service('s0'), service('s1')];
  const watched = watchStack(stack(s0, s1));
  await watched.stack.service('s0').kill();
  expect(await watched.lost()).toEqual([]);
  await s1.kill();
  expect(await watched.lost()).toEqual(['s1']);
});

test('after the step everything runs again, and a check that is still at work can stop nothing', async () => {
  const [s0, s1] = [service('s0'), service('s1')];
  const watched = watchStack(stack(s0, s1));
  const [late, frozen] = [watched.stack.service('s0'), watched.stack.service('s1')];
  await late.kill();
  await frozen.pause();
  await watched.settle();
  expect([await s0.status(), await s1.status()]).toEqual(['running', 'running']);
  await expect(late.kill()).rejects.toThrow('the step is over');
  expect(await s0.status()).toBe('running');
});
