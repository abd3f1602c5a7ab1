import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventually, pause } from '../../src/host/clock.ts';
import { ignoredPaths, openWatcher, withoutEvents } from '../../src/workspace/watcher.ts';

const THROTTLE_MS = 100;

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'archlab wätch '));
  mkdirSync(join(dir, 'src'));
  mkdirSync(join(dir, '.archlab/build'), { recursive: true });
  writeFileSync(join(dir, '.gitignore'), 'generated/\n# a comment\n');
  writeFileSync(join(dir, 'src/a.ts'), '1');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe.each([
  ['by events', false],
  ['by polling', true],
])('%s', (_, polling) => {
  test('saves are seen however an editor makes them; what is built is not', async () => {
    const saved: string[] = [];
    const notes: string[] = [];
    await using _watcher = await openWatcher({
      dir,
      polling,
      onSave: (path) => saved.push(path),
      onNote: (text) => notes.push(text),
    });
    const sees = async (path: string, act: () => void) => {
      // chokidar takes two events of one file within 50 ms (100 for a removal) for one. No save is lost by it: a run begins later.
      await pause(2 * THROTTLE_MS);
      saved.length = 0;
      act();
      await eventually(() => saved.includes(path), { limitMs: 20_000, pollMs: 5, what: `${path} is seen` });
      expect(saved.every((one) => one === path)).toBe(true);
    };
    await sees('src/a.ts', () => {
      // These come first, so that they would have been seen by then.
      for (const folder of ['node_modules', 'dist', 'generated', '.archlab/build']) {
        mkdirSync(join(dir, folder), { recursive: true });
        writeFileSync(join(dir, folder, 'x.js'), '1');
      }
      writeFileSync(join(dir, '.env'), 'A=1');
      writeFileSync(join(dir, 'src/.a.ts.swp'), '1');
      appendFileSync(join(dir, 'src/a.ts'), '2');
    });
    await sees('src/a.ts', () => {
      writeFileSync(join(dir, 'src/a.ts.tmp'), '33333');
      renameSync(join(dir, 'src/a.ts.tmp'), join(dir, 'src/a.ts'));
    });
    await sees('src/new.ts', () => writeFileSync(join(dir, 'src/new.ts'), '1'));
    await sees('src/new.ts', () => rmSync(join(dir, 'src/new.ts')));
    await sees('src/deep/b.ts', () => {
      mkdirSync(join(dir, 'src/deep'));
      writeFileSync(join(dir, 'src/deep/b.ts'), '1');
    });
    expect(notes).toEqual([]);
  });
});

test('what is ignored: ours, what is had again, what .gitignore says', async () => {
  const ignored = await ignoredPaths(dir);
  for (const path of ['.archlab/state.json', 'node_modules/a/b.js', 'generated/a.ts', 'src/#a.ts#', 'src/a.ts~'])
    expect([path, ignored(path)]).toEqual([path, true]);
  for (const path of ['', 'src/a.ts', 'archlab.yaml', 'src/building.ts', '../elsewhere'])
    expect([path, ignored(path)]).toEqual([path, false]);
});

test('file systems of another machine raise no events for saves made there', () => {
  expect(withoutEvents(0x0102_1997)).toBe('9p');
  expect(withoutEvents(0x6969)).toBe('NFS');
  // ext4, and an overlay
  expect([0xef53, 0x794c_7630].map(withoutEvents)).toEqual([undefined, undefined]);
});
