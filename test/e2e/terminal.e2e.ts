import { spawn } from 'node:child_process';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { eventually } from '../../src/host/clock.ts';
import { World } from './support/world.ts';

// A person at a real terminal (a pseudo-terminal made by script(1)).

let world: World;
beforeAll(() => {
  world = new World('terminal');
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

function atTerminal(args: readonly string[]) {
  const line = [process.execPath, inject('archlab'), ...args].map((word) => `'${word}'`).join(' ');
  const child = spawn('script', ['-qefc', `stty cols 100 rows 40; exec ${line}`, '/dev/null'], {
    cwd: world.dir,
    env: { ...world.env, TERM: 'xterm-256color' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let screen = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text;
  });
  const done = new Promise<number | null>((resolve) => child.once('close', resolve));
  const shows = (text: string) =>
    eventually(() => screen.includes(text), {
      limitMs: 30_000,
      what: `the terminal shows ${text}; so far:\n${screen}`,
    });
  return { type: (keys: string) => child.stdin.write(keys), shows, done, screen: () => screen };
}

test('start asks which lab; Ctrl-C at the question ends it', async () => {
  const terminal = atTerminal(['start']);
  await terminal.shows('Which lab?');
  await terminal.shows('sharding');
  terminal.type('\u0003');
  expect(await terminal.done).toBe(130);
  expect(terminal.screen()).not.toContain('BUG');
});

test('start asks, the answer is taken, progress moves, the result has colour; verify as well', async () => {
  const start = atTerminal(['start', '--engine', 'local']);
  await start.shows('Which lab?');
  // The last in the list is `sharding`; one up from the first is the last.
  start.type('\u001b[A\r');
  expect(await start.done).toBe(0);
  expect(start.screen()).toContain('archlab verify');
  expect(start.screen()).toContain('\u001b[1m');
  // The cursor is hidden while things move, and comes back.
  expect(start.screen().lastIndexOf('\u001b[?25h')).toBeGreaterThan(start.screen().lastIndexOf('\u001b[?25l'));
  const verify = atTerminal(['verify', '--dir', 'sharding']);
  expect(await verify.done).toBe(1);
  expect(verify.screen()).toContain('\u001b[31m');
  const plain = atTerminal(['verify', '--dir', 'sharding', '--no-color']);
  expect(await plain.done).toBe(1);
  expect(plain.screen()).not.toContain('\u001b[31m');
});

test('Ctrl-C in the middle of a verify: the verdict is shown, nothing runs on', async () => {
  const verify = atTerminal(['verify', '--dir', 'sharding', '--repeat', '50']);
  await verify.shows('run 2 of 50');
  verify.type('\u0003');
  expect(await verify.done).toBe(130);
  await world.archlab(['stop', '--all']);
  expect(world.processes()).toEqual([]);
});
