import type { Behaviour } from './behaviour.ts';

/** Live connections are reset at once, new ones as soon as they are accepted. */
export const reset: Behaviour = {
  rejects: true,
  begin: (link) => link.reset(),
};
