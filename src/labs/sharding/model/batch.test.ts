import { expect, test } from 'vitest';
import { batch } from './batch.ts';
import { call } from './testing.ts';
import { range } from './viewers.ts';

test('sends everything, in the order of the items, never more than the width at a time', async () => {
  let [open, most] = [0, 0];
  const sent = await batch(
    range(50),
    async (n) => {
      most = Math.max(most, ++open);
      await Promise.resolve();
      open--;
      return call(`GET /${n}`, 200);
    },
    { width: 7 },
  );
  expect(sent.map(({ item, call: one }) => one.path === `/${item}`)).toEqual(range(50).map(() => true));
  expect(most).toBe(7);
});

test('gives up on a program that does not answer', async () => {
  const sent = await batch(range(100), async () => call('GET /x'), { width: 2 });
  expect(sent.length).toBeLessThanOrEqual(4);
});

test('goes on after a few that got no answer, not after many', async () => {
  const some = await batch(range(100), async (n) => call('GET /x', n === 5 ? undefined : 200), { width: 1 });
  expect(some.length).toBe(100);
  const many = await batch(range(100), async (n) => call('GET /x', n % 3 === 1 ? undefined : 200), { width: 1 });
  expect(many.length).toBe(23);
});
