import { afterAll, beforeAll, expect, test } from 'vitest';
import { World } from './support/world.ts';

// A solution of several roles, run by hand: all of them together, each knowing where the others listen.

let world: World;
beforeAll(() => {
  world = new World('roles');
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

test('run starts every role, env tells what one of them gets', async () => {
  const dir = world.path('Spur');
  const started = await world.archlab(['start', 'tracing', '--engine', 'local', '--dir', dir]);
  expect(started, started.stderr).toMatchObject({ code: 0 });

  const running = world.start(['run'], { cwd: dir });
  await running.printed(/gateway-a is ready at (\S+);/);
  const [, url] = /gateway-a is ready at (\S+);/.exec(running.printedSoFar()) ?? [];
  const order = { order_ref: 'R1', lines: [{ sku: 'sku-1', qty: 1 }], card: '4242', email: 'a@example.org' };
  const reply = await fetch(`${url}/checkout`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(order),
  });
  const text = await reply.text();
  expect(reply.status, text).toBe(201);
  await running.printed(/orders-a +\| .*R1/);
  running.child.kill('SIGINT');
  expect(await running.done).toMatchObject({ code: 130 });
  expect(world.processes().filter((line) => line.includes('server.mjs'))).toEqual([]);

  const env = await world.archlab(['env', '--role', 'orders', '--json'], { cwd: dir });
  expect(JSON.parse(env.stdout)).toMatchObject({ ROLE: 'orders', OTEL_SERVICE_NAME: 'orders', INSTANCE: 'a' });
  const wrong = await world.archlab(['env', '--role', 'order'], { cwd: dir });
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringMatching(/no role "order".*"orders"[\s\S]*gateway/) });
  const only = await world.archlab(['run', '--role', 'x'], { cwd: dir });
  expect(only).toMatchObject({ code: 2 });
});
