import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** bin/archlab.js of the packed and installed package. */
    archlab: string;
    /** Shared by all tests, so that the PostgreSQL template is made once. */
    cache: string;
    /** npm's cache and user configuration of whoever runs the tests: their HOME is hidden from the tests. */
    npm: Record<string, string>;
    /** A workspace of `sharding` that was started once: its node_modules serve the tests that are not about npm. */
    installed: string;
  }
}

/** Packs what would be published and installs it elsewhere: what the tests run is what users get. */
export default function install(project: TestProject): () => void {
  const root = resolve(import.meta.dirname, '../../..');
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'archlab-e2e-')));
  // One test runs archlab as another user.
  chmodSync(dir, 0o755);
  const npm = (...args: string[]) =>
    execFileSync('npm', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const [packed] = JSON.parse(npm('pack', '--json', '--ignore-scripts', '--pack-destination', dir)) as [
    { filename: string },
  ];
  npm(
    'install',
    '--prefix',
    dir,
    '--prefer-offline',
    '--no-audit',
    '--no-fund',
    '--no-save',
    join(dir, packed.filename),
  );
  const archlab = join(dir, 'node_modules/archlab/bin/archlab.js');
  project.provide('archlab', archlab);
  project.provide('cache', join(dir, 'cache'));
  const config = (name: string) => npm('config', 'get', name).trim();
  const npmEnv = { npm_config_cache: config('cache'), npm_config_userconfig: config('userconfig') };
  project.provide('npm', npmEnv);
  const installed = join(dir, 'installed');
  project.provide('installed', installed);
  const { PATH = '' } = process.env;
  const env = { PATH, HOME: dir, XDG_STATE_HOME: join(dir, 'state'), XDG_CACHE_HOME: join(dir, 'cache'), ...npmEnv };
  for (const args of [
    ['start', 'sharding', '--engine', 'local', '--dir', installed],
    ['stop', '--dir', installed],
  ]) {
    execFileSync(process.execPath, [archlab, ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  }
  return () => rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
}
