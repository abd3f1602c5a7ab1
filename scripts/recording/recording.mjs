// `node scripts/recording/recording.mjs`: runs session.sh in a real terminal and writes docs/recording.svg, an animation without
// any script in it. Needs `script` of util-linux (Linux).
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { framesOf } from './frames.mjs';
import { svgOf } from './svg.mjs';

const size = { columns: 100, rows: 28 };
const root = join(import.meta.dirname, '../..');
const home = mkdtempSync(join(tmpdir(), 'archlab-recording-'));
try {
  const bin = join(home, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'archlab'), `#!/bin/sh\nexec node '${root}/bin/archlab.js' "$@"\n`);
  chmodSync(join(bin, 'archlab'), 0o755);
  const session = `stty cols ${size.columns} rows ${size.rows}; . '${import.meta.dirname}/session.sh'`;
  const [output, timing] = [join(home, 'output'), join(home, 'timing')];
  execFileSync(
    'script',
    ['-q', '-e', '-E', 'never', '-O', output, '-T', timing, '-c', `bash -c '${session.replaceAll("'", `'\\''`)}'`],
    {
      cwd: home,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        PATH: `${bin}:${process.env.PATH}`,
        HOME: home,
        // The packages of the starter come from where they are; all else is fresh.
        npm_config_userconfig: join(process.env.HOME ?? '', '.npmrc'),
        npm_config_cache: join(process.env.HOME ?? '', '.npm'),
        XDG_STATE_HOME: join(home, 'state'),
        XDG_CACHE_HOME: join(home, 'cache'),
        TERM: 'xterm-256color',
        COLORTERM: 'truecolor',
        LANG: 'C.UTF-8',
        SOLUTION: join(root, 'templates/circuit-breaker/solution/typescript'),
      },
    },
  );
  const frames = await framesOf(readFileSync(output), readFileSync(timing, 'utf8'), size);
  writeFileSync(join(root, 'docs/recording.svg'), svgOf(frames, size));
  console.log(`docs/recording.svg: ${frames.length} frames, ${Math.round(frames.at(-1).at)} s`);
} finally {
  rmSync(home, { recursive: true, force: true });
}
