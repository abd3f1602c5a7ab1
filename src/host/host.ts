/**
 * What the machine and the user's environment look like, read once in `cli.ts` and handed down.
 * Nothing below the composition root reads `process` itself, so that a test (or a second run) can give another one.
 */
export interface Host {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  /** Numeric user id; undefined on Windows. */
  readonly uid: number | undefined;
  readonly pid: number;
  readonly nodePath: string;
  /** Folders of lab packs this command may use, nearest first. */
  readonly packs?: readonly string[];
  readonly dirs: {
    /** The installed archlab package (holds labs.yaml, templates/, dist/). */
    readonly package: string;
    /** `$XDG_STATE_HOME/archlab`: progress, registry of everything started. */
    readonly state: string;
    /** `$XDG_CACHE_HOME/archlab`: things that can be made again, such as the PostgreSQL template cluster. */
    readonly cache: string;
  };
}

/** Where archlab keeps its own files, following the XDG Base Directory Specification 0.8. */
export function archlabDirs(env: Host['env'], home: string): { state: string; cache: string } {
  const base = (variable: string, fallback: string) => {
    const value = env[variable];
    // The specification says that a relative path is to be ignored.
    return value?.startsWith('/') ? value : `${home}/${fallback}`;
  };
  return {
    state: `${base('XDG_STATE_HOME', '.local/state')}/archlab`,
    cache: `${base('XDG_CACHE_HOME', '.cache')}/archlab`,
  };
}
