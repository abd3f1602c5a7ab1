// `npm run bench`: the budgets of docs/benchmarks.md as ratios measured in this run. Prints one table; never fails for being slow.
// Parts: startup, start, docker, proxy, verify. `npm run bench -- startup proxy` runs some.
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchStack } from './stack.mjs';
import { benchStartup } from './startup.mjs';

const wanted = process.argv.slice(2);
const parts = {
  startup: benchStartup,
  start: (context) => benchStack(context, 'local'),
  docker: (context) => benchStack(context, 'docker'),
  proxy: async () => proxyRows(await (await import('./proxy.mjs')).benchProxy()),
};

function proxyRows(found) {
  return Object.entries(found).map(([what, { direct, proxy, ratio, added, addedAtP99 }]) => ({
    what,
    measured: proxy.toFixed(3),
    against: `direct ${direct.toFixed(3)}`,
    ratio: ratio.toFixed(2),
    budget:
      added === undefined ? '≥ 200 MB/s' : `≤ 0.1 added (${added.toFixed(3)}), ≤ 1 at p99 (${addedAtP99.toFixed(3)})`,
  }));
}

const root = join(import.meta.dirname, '../..');
const home = mkdtempSync(join(tmpdir(), 'archlab-bench-'));
const context = {
  root,
  home,
  archlab: join(root, 'bin/archlab.js'),
  env: { ...process.env, HOME: home, XDG_STATE_HOME: join(home, 'state'), XDG_CACHE_HOME: join(home, 'cache') },
};

console.log(
  `${cpus().length} cores, load ${loadavg()
    .map((load) => load.toFixed(1))
    .join(' ')}, Node ${process.version}\n`,
);
console.log('| what | measured | against | ratio | budget |\n|---|---|---|---|---|');
try {
  for (const [name, part] of Object.entries(parts)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    for (const row of await part(context))
      console.log(
        `| ${row.what} | ${row.measured} | ${row.against ?? ''} | ${row.ratio ?? ''} | ${row.budget ?? ''} |`,
      );
  }
} finally {
  rmSync(home, { recursive: true, force: true });
}
console.log(
  `\nload afterwards ${loadavg()
    .map((load) => load.toFixed(1))
    .join(' ')}`,
);
