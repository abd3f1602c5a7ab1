import { join } from 'node:path';

/** Where things are in a workspace. */
export interface WorkspacePaths {
  readonly dir: string;
  readonly manifest: string;
  readonly compose: string;
  readonly env: string;
  /** Ours: nothing in it is meant to be edited. */
  readonly own: string;
  readonly state: string;
  readonly lock: string;
  readonly logs: string;
  readonly verdicts: string;
  /** The last report, to be opened in a browser. */
  readonly report: string;
  readonly backups: string;
}

export function workspacePaths(dir: string): WorkspacePaths {
  const own = join(dir, '.archlab');
  return {
    dir,
    manifest: join(dir, 'archlab.yaml'),
    compose: join(dir, 'compose.yaml'),
    env: join(dir, '.env'),
    own,
    state: join(own, 'state.json'),
    lock: join(own, 'lock'),
    logs: join(own, 'logs'),
    verdicts: join(own, 'verdicts'),
    report: join(own, 'report.html'),
    backups: join(own, 'backup'),
  };
}
