// Words of the command line that both a command and the completion of the shells must know. Apart from the table, which every start
// of the program loads.

/** What `archlab chaos` can do. */
export const FAULTS = {
  kill: 'as a crash would',
  pause: 'freeze it, connections stay open',
  resume: 'let it go on after a pause',
  restart: 'start it again after a kill',
  latency: 'open a slow way to it',
} as const;

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
