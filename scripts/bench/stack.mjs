// start, verify and stop of the lab `sharding` on one engine, against doing the same by hand.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serversByHand } from './by-hand.mjs';
import { median, time } from './measure.mjs';

const ROUNDS = 5;
const seconds = (ms) => `${(ms / 1000).toFixed(2)} s`;

export async function benchStack({ root, home, archlab, env }, engine) {
  if (engine === 'docker' && spawnSync('docker', ['version']).status !== 0)
    return [{ what: 'docker', measured: 'left out: no engine answers' }];
  const dir = join(home, `sharding-${engine}`);
  const cli = (...args) => [process.execPath, archlab, ...args];
  const options = { env, cwd: home };
  const inside = { env, cwd: dir };
  time(cli('start', 'sharding', '--dir', dir, '--engine', engine), options);
  time(cli('stop'), inside);
  const starts = [];
  const stops = [];
  const hands = [];
  for (let round = 0; round < ROUNDS; round++) {
    starts.push(time(cli('start'), inside));
    stops.push(time(cli('stop'), inside));
    hands.push(engine === 'local' ? serversByHand(root) : composeByHand(dir, env));
  }
  const ratio = median(starts.map((ms, i) => ms / hands[i])).toFixed(2);
  const rows = [
    {
      what: `start sharding, ${engine}, warm`,
      measured: seconds(median(starts)),
      against: `${engine === 'local' ? 'initdb + start, six times' : 'docker compose up --wait'} ${seconds(median(hands))}`,
      ratio,
      budget: engine === 'local' ? '≤ 2 s, ≤ 0.35' : '≤ 1.15',
    },
    { what: `stop, ${engine}`, measured: seconds(median(stops)), budget: '≤ 3 s' },
  ];
  time(cli('start'), inside);
  const starter = time(cli('verify', '--quiet'), inside, [1]);
  cpSync(join(root, 'templates/sharding/solution/typescript'), dir, { recursive: true });
  const whole = [
    time(cli('verify', '--quiet'), inside),
    time(cli('verify', '--quiet'), inside),
    time(cli('verify', '--quiet'), inside),
  ];
  time(cli('stop'), inside);
  rows.push({ what: `verify, starter's failure, ${engine}`, measured: seconds(starter), budget: '≤ 5 s' });
  rows.push({
    what: `verify, whole lab, reference, ${engine}`,
    measured: whole.map(seconds).join(', '),
    budget: '≤ 30 s',
  });
  return rows;
}

/** Without archlab one would let Compose wait for health checks. */
const HEALTH = `services:
${['s0', 's1', 's2', 's3', 's4', 'catalog'].map((name) => `  ${name}: { healthcheck: { test: [CMD, pg_isready, -h, 127.0.0.1, -U, app], interval: 500ms, retries: 120 } }`).join('\n')}
`;

function composeByHand(workspace, env) {
  const dir = mkdtempSync(join(tmpdir(), 'archlab-bench-hand-'));
  try {
    mkdirSync(dir, { recursive: true });
    cpSync(join(workspace, 'compose.yaml'), join(dir, 'compose.yaml'));
    cpSync(join(workspace, '.env'), join(dir, '.env'));
    writeFileSync(join(dir, 'compose.override.yaml'), HEALTH);
    const ms = time(['docker', 'compose', '-p', 'archlab-bench-hand', 'up', '-d', '--wait'], { cwd: dir, env });
    time(['docker', 'compose', '-p', 'archlab-bench-hand', 'down', '-v', '-t', '2'], { cwd: dir, env });
    return ms;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
