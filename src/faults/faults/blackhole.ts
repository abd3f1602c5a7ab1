import type { Behaviour } from './behaviour.ts';

/** Swallows everything, closes included; the proxy resets the connections that have a hole when the silence is over. */
export const blackhole: Behaviour = { silences: true };
