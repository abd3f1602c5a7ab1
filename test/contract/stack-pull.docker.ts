import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pullMissing } from '../../src/stack/engines/docker/images.ts';
import { contextOf, newPlan, testHost } from './stack-bench.ts';

// A registry that has had enough of us; Docker asks registries on loopback without TLS.
const registry = createServer((_, response) => {
  const errors = [{ code: 'TOOMANYREQUESTS', message: 'You have reached your pull rate limit.' }];
  response.writeHead(429, { 'content-type': 'application/json' }).end(JSON.stringify({ errors }));
});
beforeAll(async () => {
  registry.listen(0, '127.0.0.1');
  await once(registry, 'listening');
});
afterAll(() => void registry.close());

test("a registry's limit is told by name, with what to do", async () => {
  const { port } = registry.address() as AddressInfo;
  const image = { reference: `127.0.0.1:${port}/postgres:17`, repository: `127.0.0.1:${port}/postgres`, tag: '17' };
  const plan = await newPlan();
  const limited = { ...plan, services: plan.services.slice(0, 1).map((service) => ({ ...service, image })) };
  const host = testHost();
  await expect(pullMissing(host, limited, contextOf(host, limited))).rejects.toMatchObject({
    code: 'MACHINE_DOCKER_IMAGES',
    message: `The registry's limit for anonymous pulls is reached (${image.reference}).`,
    fix: expect.stringMatching(/docker login.*six hours.*--engine local/),
  });
  for (const dir of [plan.dir, host.cwd]) rmSync(dir, { recursive: true, force: true });
});
