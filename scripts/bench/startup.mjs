import { inTurn } from './measure.mjs';

const ROUNDS = 21;

/** Start-up of the commands that do nothing else, against bare Node. */
export function benchStartup({ archlab, env }) {
  const node = process.execPath;
  const [bare, version, help, list, word, step] = inTurn(
    [
      [node, '-e', '0'],
      [node, archlab, '--version'],
      [node, archlab, '--help'],
      [node, archlab, 'list'],
      [node, archlab, 'complete', '--', 'st'],
      [node, archlab, 'complete', '--', 'demo', 'sharding', '--step', ''],
    ],
    ROUNDS,
    { env },
  );
  const row = (what, result, budget) => ({
    what,
    measured: `${result.ms.toFixed(0)} ms`,
    against: `bare node ${bare.ms.toFixed(0)} ms`,
    ratio: result.ratio.toFixed(2),
    budget,
  });
  return [
    row('archlab --version', version, '≤ 1.25'),
    row('archlab --help', help, '≤ 1.25'),
    row('archlab list', list, '≤ 1.5'),
    row('Tab after `archlab st`', word, '≤ 1.5'),
    row('Tab after `archlab demo sharding --step`', step, '≤ 1.5'),
  ];
}
