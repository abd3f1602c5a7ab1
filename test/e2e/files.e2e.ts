import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { World } from './support/world.ts';

// Folders that cannot be written, disks that are full.

let world: World;
beforeAll(() => {
  world = new World('files');
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

/** Root may write anywhere, so then the command runs as somebody else. */
const SOMEBODY = process.getuid?.() === 0 ? { uid: 65534 } : {};

test('a folder that may not be written', async () => {
  const locked = world.path('locked');
  mkdirSync(locked);
  chmodSync(locked, 0o555);
  chmodSync(world.dir, 0o755);
  const refused = await world.archlab(['start', 'sharding', '--dir', `${locked}/w`, '--engine', 'local'], SOMEBODY);
  expect(refused, refused.stderr).toMatchObject({
    code: 3,
    stderr: expect.stringMatching(/permission denied[\s\S]*MACHINE_FILES/),
  });
  expect(readdirSync(locked)).toEqual([]);
});

test('a state folder that may not be written: nothing is started that could not be found again', async () => {
  const own = world.path('own');
  mkdirSync(own);
  if ('uid' in SOMEBODY) chownSync(own, 65534, 65534);
  const env = {
    XDG_STATE_HOME: world.path('locked'),
    HOME: own,
    XDG_CACHE_HOME: `${own}/cache`,
    npm_config_cache: `${own}/npm`,
  };
  const refused = await world.archlab(['start', 'sharding', '--dir', `${own}/w`, '--engine', 'local'], {
    ...SOMEBODY,
    env,
  });
  expect(refused, refused.stderr).toMatchObject({ code: 3, stderr: expect.stringContaining('MACHINE_FILES') });
  expect(world.processes()).toEqual([]);
});

test('a full disk', () => {
  const disk = world.path('disk');
  mkdirSync(disk);
  // A file system of 256 kB of our own: seen by this command alone, gone with it. Ordinary users get root's rights inside.
  const namespace = process.getuid?.() === 0 ? ['--mount'] : ['--mount', '--map-root-user'];
  const line = `mount -t tmpfs -o size=256k tmpfs "$DISK" && dd if=/dev/zero of="$DISK/fill" bs=1k count=250 2>/dev/null
    cd "$DISK" && "$NODE" "$ARCHLAB" start sharding --engine local; echo "exit $?"; ls "$DISK"`;
  const output = execFileSync('unshare', [...namespace, 'sh', '-c', `(${line}) 2>&1`], {
    encoding: 'utf8',
    env: { ...world.env, DISK: disk, NODE: process.execPath, ARCHLAB: inject('archlab') },
  });
  expect(output).toMatch(/no space is left[\s\S]*MACHINE_DISK_FULL[\s\S]*exit 3/);
  expect(world.processes()).toEqual([]);
  expect(existsSync(`${disk}/fill`)).toBe(false);
});
