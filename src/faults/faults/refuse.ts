import type { Behaviour } from './behaviour.ts';

/** New connections are refused by the kernel, so they cannot be counted: its exposure stays 0. Live connections stay. */
export const refuse: Behaviour = { refuses: true };
