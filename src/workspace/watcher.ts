import { readFile, statfs } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { systemCode } from '../errors/error.ts';

/** Tells of saved files, until disposed of. */
export interface WatchOptions {
  readonly dir: string;
  /** Look at the files again and again instead of waiting for events; default: where the file system is known to need it. */
  readonly polling?: boolean;
  /** A file was written, made or removed: its path from `dir`, with `/`. */
  onSave(path: string): void;
  /** Something a person should know of how it is watched. */
  onNote(text: string): void;
}

const POLL_MS = 250;

/** What no learner edits: ours, what package managers and compilers write, and what editors leave for a moment. */
const NEVER = [
  '.archlab',
  'node_modules',
  '.git',
  '.env',
  'dist',
  'build',
  'out',
  'target',
  'coverage',
  '__pycache__',
  '.venv',
  'venv',
  '.gradle',
  '*.pyc',
  '*.log',
  '*.tsbuildinfo',
  '*.tmp',
  '*~',
  '*.sw?',
  '.#*',
  '#*#',
  '4913',
  '*___jb_*___',
];

/** Whether a path (from the workspace, with `/`) is none of the learner's sources: by the list above and their .gitignore. */
export async function ignoredPaths(dir: string): Promise<(path: string) => boolean> {
  const { default: ignore } = await import('ignore');
  const own = await readFile(join(dir, '.gitignore'), 'utf8').catch(() => '');
  // A leading `#` is a comment in this notation.
  const rules = ignore().add(NEVER.map((rule) => rule.replace(/^#/, '\\#')));
  rules.add(own);
  return (path) => path !== '' && !path.startsWith('..') && rules.ignores(path);
}

// Magic numbers of statfs(2). Saves made on the other side of these (Windows under WSL, a host under a VM, a file server)
// raise no event on this one.
const WITHOUT_EVENTS: Readonly<Record<number, string>> = {
  16914839: '9p',
  26985: 'NFS',
  4283649346: 'CIFS',
  4266872130: 'SMB',
  20859: 'SMB',
  2020557398: 'VirtualBox folder',
  1702057286: 'FUSE',
};

/** The name of a file system that raises no events for all saves; undefined when it does. */
export function withoutEvents(magic: number): string | undefined {
  return WITHOUT_EVENTS[magic];
}

export async function openWatcher(options: WatchOptions): Promise<AsyncDisposable> {
  const { dir, onNote } = options;
  const ignored = await ignoredPaths(dir);
  const kind = await statfs(dir).then(
    ({ type }) => withoutEvents(type),
    () => undefined,
  );
  const polling = options.polling ?? kind !== undefined;
  if (polling && kind !== undefined) onNote(`this folder is on ${kind}, where saves raise no events: polling`);
  let watcher = await openChokidar(options, ignored, polling, (error) => {
    const reason = { ENOSPC: 'no file watches are left', EMFILE: 'too many files are open' }[systemCode(error) ?? ''];
    onNote(`saves cannot be seen by events (${reason ?? systemCode(error) ?? error}): polling`);
    const old = watcher;
    void old.close();
    replacing = openChokidar(options, ignored, true, () => undefined).then((next) => {
      watcher = next;
    });
  });
  let replacing: Promise<void> = Promise.resolve();
  return {
    async [Symbol.asyncDispose]() {
      await replacing;
      await watcher.close();
    },
  };
}

async function openChokidar(
  { dir, onSave }: WatchOptions,
  ignored: (path: string) => boolean,
  polling: boolean,
  onTrouble: (error: unknown) => void,
) {
  const { watch } = await import('chokidar');
  const fromDir = (path: string) => relative(dir, resolve(dir, path)).split(sep).join('/');
  const watcher = watch(dir, {
    ignored: (path) => ignored(fromDir(path)),
    ignoreInitial: true,
    ...(polling ? { usePolling: true, interval: POLL_MS, binaryInterval: POLL_MS } : {}),
  });
  let troubled = false;
  watcher.on('all', (event, path) => {
    if (event === 'add' || event === 'change' || event === 'unlink') onSave(fromDir(path));
  });
  watcher.on('error', (error) => {
    if (troubled || polling) return;
    troubled = true;
    onTrouble(error);
  });
  await new Promise<void>((ready) => {
    watcher.once('ready', ready);
    watcher.once('error', () => ready());
  });
  return watcher;
}
