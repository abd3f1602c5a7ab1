import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createLocalEngine } from '../../src/stack/engines/local/engine.ts';
import { ask, contextOf, newPlan, testHost } from './stack-bench.ts';

/** Name, inode and content of each file of the database template0. */
function template0(dataDir: string) {
  const folder = join(dataDir, 'base', '4');
  return readdirSync(folder).map((name) => {
    const path = join(folder, name);
    return { name, inode: statSync(path).ino, hash: createHash('sha256').update(readFileSync(path)).digest('hex') };
  });
}

test('clones share template0, use it, and never write to it', async () => {
  const host = testHost();
  const plan = await newPlan();
  try {
    const stack = await createLocalEngine(host).up(plan, contextOf(host, plan));
    try {
      const [a, b] = ['a', 'b'].map((name) => stack.service(name));
      const folders = ['a', 'b'].map((name) => stack.state.services[name]!.dataDir!);
      const before = template0(folders[0]!);
      expect(before.length).toBeGreaterThan(100);
      if (host.platform === 'linux') expect(template0(folders[1]!)).toEqual(before);
      for (const strategy of ['wal_log', 'file_copy'])
        await ask(a!, `CREATE DATABASE of_${strategy} TEMPLATE template0 STRATEGY ${strategy}`);
      await ask(a!, 'VACUUM (FREEZE, ANALYZE)');
      await ask(a!, 'CHECKPOINT');
      await a!.kill();
      await a!.restart();
      await ask(a!, 'CREATE TABLE after_recovery AS SELECT generate_series(1, 1000)');
      await ask(a!, 'CHECKPOINT');
      await ask(b!, 'CREATE DATABASE another TEMPLATE template0');
      expect(await ask(b!, 'SELECT count(*)::int FROM pg_database')).toBe(5);
      for (const folder of folders) expect(template0(folder)).toEqual(before);
    } finally {
      await stack.down();
    }
  } finally {
    for (const folder of [plan.dir, host.cwd]) rmSync(folder, { recursive: true, force: true });
  }
});
