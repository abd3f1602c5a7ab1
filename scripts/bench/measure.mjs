// Times whole processes in turn (A B A B …), so that a machine whose speed drifts does not favour one of them.
import { spawnSync } from 'node:child_process';

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Wall-clock ms of one run; throws with the output when it does not exit with one of `codes`. */
export function time([command, ...args], options = {}, codes = [0]) {
  const started = performance.now();
  const { status, stderr, stdout, error } = spawnSync(command, args, { encoding: 'utf8', ...options });
  const ms = performance.now() - started;
  if (error) throw error;
  if (!codes.includes(status))
    throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
  return ms;
}

/** `rounds` of each command in turn after one warm-up: medians in ms, and the median of the ratios to the first one, round by round. */
export function inTurn(commands, rounds, options) {
  const times = commands.map(() => []);
  for (let round = -1; round < rounds; round++) {
    for (const [i, command] of commands.entries()) {
      const ms = time(command, options);
      if (round >= 0) times[i].push(ms);
    }
  }
  return times.map((values) => ({
    ms: median(values),
    min: Math.min(...values),
    ratio: median(values.map((ms, round) => ms / times[0][round])),
  }));
}
