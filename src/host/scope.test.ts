import { expect, test } from 'vitest';
import { Scope } from './scope.ts';

test('clean-ups run last in, first out, and once', async () => {
  const order: number[] = [];
  const scope = new Scope();
  scope.defer('one', () => void order.push(1));
  scope.defer('two', async () => void order.push(2));
  await Promise.all([scope.dispose(), scope.dispose()]);
  await scope.dispose();
  expect(order).toEqual([2, 1]);
});

test('one failing clean-up does not keep the others from running', async () => {
  const order: string[] = [];
  const scope = new Scope();
  scope.defer('first', () => void order.push('first'));
  scope.defer('broken', () => Promise.reject(new Error('broken')));
  await expect(scope.dispose()).rejects.toMatchObject({ errors: [expect.objectContaining({ message: 'broken' })] });
  expect(order).toEqual(['first']);
});

test('a clean-up that never ends is given up, and named', async () => {
  const scope = new Scope(20);
  scope.defer('the slow thing', () => new Promise(() => undefined));
  await expect(scope.dispose()).rejects.toMatchObject({
    errors: [expect.objectContaining({ message: 'the slow thing did not finish within 20 ms' })],
  });
});

test('what is registered after the end is cleaned up at once', async () => {
  const scope = new Scope();
  await scope.dispose();
  let ran = false;
  scope.defer('late', () => {
    ran = true;
  });
  await scope.dispose();
  expect(ran).toBe(true);
});
