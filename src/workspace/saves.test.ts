import { expect, test } from 'vitest';
import { Saves } from './saves.ts';

const alone = () => {
  const own: string[] = [];
  return { own, saves: new Saves((path) => own.push(path)) };
};
const never = new AbortController().signal;

test('a save during a run cancels it; all saved in one go make one run', async () => {
  const { saves } = alone();
  const signal = saves.begin();
  expect(signal.aborted).toBe(false);
  saves.add('src/a.ts');
  saves.add('src/b.ts');
  saves.add('src/a.ts');
  expect(signal.aborted).toBe(true);
  saves.end();
  expect(await saves.next(never)).toEqual(['src/a.ts', 'src/b.ts']);
  expect(saves.begin().aborted).toBe(false);
});

test('waiting ends with the next save, and with the signal', async () => {
  const { saves } = alone();
  saves.begin();
  saves.end();
  const next = saves.next(never);
  saves.add('src/a.ts');
  expect(await next).toEqual(['src/a.ts']);
  const stop = new AbortController();
  const waiting = saves.next(stop.signal);
  stop.abort(new Error('Ctrl-C'));
  await expect(waiting).rejects.toThrow('Ctrl-C');
});

test('a file saved between two runs, before the next begins, cancels that at once', () => {
  const { saves } = alone();
  saves.add('src/a.ts');
  expect(saves.begin().aborted).toBe(true);
});

test('a file that changes in every run is the program own: told once, and looked at no more', async () => {
  const { saves, own } = alone();
  for (let round = 1; round <= 3; round++) {
    const signal = saves.begin();
    saves.add('data.db');
    saves.add('data.db');
    expect(signal.aborted).toBe(true);
    saves.end();
    await saves.next(never);
  }
  const signal = saves.begin();
  saves.add('data.db');
  saves.add('data.db');
  expect(signal.aborted).toBe(false);
  expect(own).toEqual(['data.db']);
});

test('a person who saves during some runs only is not mistaken for the program', async () => {
  const { saves, own } = alone();
  for (let round = 1; round <= 9; round++) {
    const signal = saves.begin();
    if (round % 3 !== 0) {
      saves.add('src/a.ts');
      expect(signal.aborted).toBe(true);
      await saves.next(never);
    }
    saves.end();
  }
  expect(own).toEqual([]);
});
