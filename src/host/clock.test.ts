import { expect, test } from 'vitest';
import { eventually, TimeLimitError } from './clock.ts';

test('returns the first value that is neither undefined nor false', async () => {
  const values = [undefined, false, 0];
  expect(
    await eventually(() => values.shift() as number | undefined | false, { limitMs: 1000, pollMs: 1, what: 'a value' }),
  ).toBe(0);
});

test('errors count as not yet, and the last one is kept', async () => {
  const attempt = () => Promise.reject(new Error('not there'));
  const error = await eventually(attempt, { limitMs: 10, pollMs: 1, what: 'the server answers' }).catch(
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(TimeLimitError);
  expect(error).toMatchObject({
    message: 'the server answers: not within 10 ms',
    last: expect.objectContaining({ message: 'not there' }),
  });
});

test('ends at once when aborted', async () => {
  const abort = new AbortController();
  const waiting = eventually(() => undefined, {
    limitMs: 60_000,
    pollMs: 60_000,
    signal: abort.signal,
    what: 'nothing',
  });
  abort.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow();
});
