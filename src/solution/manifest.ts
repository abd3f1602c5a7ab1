import type { CommandLine } from './types.ts';

/** The part of archlab.yaml that says how the learner's program is built and run. */
export interface SolutionManifest {
  readonly language: string;
  /** Once per verify. */
  readonly build?: CommandLine;
  /** Once per instance, often. */
  readonly run: CommandLine;
}

/** How a command is shown to people. */
export function commandText(command: CommandLine): string {
  return typeof command === 'string' ? command : command.join(' ');
}

/**
 * What to spawn for a command: a shell line goes through `sh`, with `exec` where it is one simple command so that no shell
 * stays between us and the program; a vector is spawned as it is.
 */
export function spawnArguments(command: CommandLine): { readonly file: string; readonly args: readonly string[] } {
  if (typeof command !== 'string') {
    const [file = '', ...args] = command;
    return { file, args };
  }
  const simple =
    !/[;&|<>()`\n]|\$\(/.test(command) && !/^\s*(exec|cd|export|if|for|while|[A-Za-z_]\w*=)\b/.test(command);
  return { file: '/bin/sh', args: ['-c', simple ? `exec ${command}` : command] };
}
