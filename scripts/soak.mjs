// `node scripts/soak.mjs [lab] [repeats] [burners] [language]`: grades the reference again and again while `burners` processes keep the cores busy.
// A grader that fails right work only on a busy machine is a broken grader; the bar is no failure and no inconclusive.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';

const [lab = 'sharding', repeats = '20', burners = '2', language = 'typescript'] = process.argv.slice(2);
const root = join(import.meta.dirname, '..');
const home = mkdtempSync(join(tmpdir(), 'archlab-soak-'));
const env = { ...process.env, XDG_STATE_HOME: join(home, 'state'), XDG_CACHE_HOME: join(home, 'cache') };
const dir = join(home, lab);
const archlab = (args, cwd = dir) =>
  spawnSync(process.execPath, [join(root, 'bin/archlab.js'), ...args], {
    env,
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });

function must(result) {
  if (result.status !== 0) throw new Error(`${result.stdout}${result.stderr}`);
}

// Each burner ends by itself after an hour, whatever happens to us.
const burning = Array.from({ length: Number(burners) }, () =>
  spawn(process.execPath, ['-e', 'const end = Date.now() + 3600e3; while (Date.now() < end);'], { stdio: 'ignore' }),
);
let bad = 0;
try {
  must(archlab(['start', lab, '--language', language, '--dir', dir, '--engine', 'local'], home));
  cpSync(join(root, 'templates', lab, 'solution', language), dir, { recursive: true });
  for (let run = 1; run <= Number(repeats); run++) {
    const started = Date.now();
    const { stdout, stderr, status } = archlab(['verify', '--format', 'json', '--seed', String(run)]);
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    console.log(`run ${run}: exit ${status}, ${seconds} s, load ${loadavg()[0].toFixed(1)}`);
    if (status === 0) continue;
    bad++;
    const checks = stdout === '' ? [] : JSON.parse(stdout).steps.flatMap((step) => step.checks);
    for (const check of checks.filter(({ status }) => status !== 'passed' && status !== 'not-run'))
      console.log(JSON.stringify(check, null, 1));
    if (checks.length === 0) console.log(stderr);
  }
} finally {
  for (const burner of burning) burner.kill('SIGKILL');
  archlab(['stop', '--all'], home);
  rmSync(home, { recursive: true, force: true });
}
console.log(`${lab} in ${language}: ${repeats} runs with ${burners} burners: ${bad} not passed`);
process.exitCode = bad === 0 ? 0 : 1;
