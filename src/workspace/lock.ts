import { randomBytes } from 'node:crypto';
import { link, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ArchlabError, systemCode } from '../errors/error.ts';
import { eventually, TimeLimitError } from '../host/clock.ts';
import { fileError, readTextIfAny } from '../host/files.ts';
import { identify, isAlive, type ProcessIdentity } from '../host/processes.ts';

/** Who holds a lock: told to whoever comes second. */
interface Holder extends ProcessIdentity {
  readonly command: string;
}

/**
 * Takes the lock file, or takes it over from a process that no longer lives. Dispose to let go.
 * @param command what is being done, for the message of the second comer, e.g. `archlab start`
 * @throws ArchlabError WORKSPACE_BUSY naming the holder; MACHINE_FILES, MACHINE_DISK_FULL
 */
export async function takeLock(file: string, pid: number, command: string): Promise<AsyncDisposable> {
  const own: Holder = { ...(identify(pid) ?? { pid, startTime: 'unknown' }), command };
  try {
    await mkdir(dirname(file), { recursive: true });
    // Two rounds: one to find a stale lock and clear it, one to take it. A third comer in between wins fairly.
    for (let round = 0; round < 2; round++) {
      if (await create(file, own)) return release(file, own);
      const holder = await readHolder(file);
      if (holder && isAlive(holder)) throw busy(holder);
      await clearStale(file);
    }
  } catch (error) {
    throw fileError(error, `cannot lock ${file}`);
  }
  throw busy(await readHolder(file));
}

/** As {@link takeLock}, but waits up to `limitMs` for the other to finish: for files that are held for moments only. */
export async function waitForLock(
  file: string,
  pid: number,
  command: string,
  limitMs = 5000,
): Promise<AsyncDisposable> {
  let other: unknown;
  try {
    return await eventually(
      async () => {
        try {
          return await takeLock(file, pid, command);
        } catch (error) {
          if (!(error instanceof ArchlabError) || error.code !== 'WORKSPACE_BUSY') throw new Fatal(error);
          other = error;
          return undefined;
        }
      },
      { limitMs, what: `the lock ${file} becomes free` },
    );
  } catch (error) {
    throw error instanceof TimeLimitError && error.last instanceof Fatal ? error.last.reason : (other ?? error);
  }
}

/** What is being done by the process that holds the lock, or undefined when nobody alive does. @throws ArchlabError MACHINE_FILES */
export async function holderOf(file: string): Promise<string | undefined> {
  const holder = await readHolder(file);
  return holder && isAlive(holder) ? holder.command : undefined;
}

class Fatal extends Error {
  readonly reason: unknown;
  constructor(reason: unknown) {
    super('not a matter of waiting');
    this.reason = reason;
  }
}

/** Whole or not at all: the content is there from the first moment, because a link to a finished file is made. */
async function create(file: string, holder: Holder): Promise<boolean> {
  const draft = `${file}.${randomBytes(4).toString('hex')}`;
  await writeFile(draft, JSON.stringify(holder), { mode: 0o600 });
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function readHolder(file: string): Promise<Holder | undefined> {
  const text = await readTextIfAny(file);
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Holder);
  } catch {
    return undefined;
  }
}

/**
 * Removes a lock whose holder is dead. A second lock guards this, lest two comers see the same dead holder and the
 * slower one removes what the quicker one has just taken.
 */
async function clearStale(file: string): Promise<void> {
  const guard = `${file}.clearing`;
  try {
    await writeFile(guard, '', { flag: 'wx' });
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
    // Held for microseconds; older than that, its maker died in the middle.
    const age =
      Date.now() -
      (await stat(guard)
        .then((found) => found.mtimeMs)
        .catch(() => Date.now()));
    if (age > 5000) await rm(guard, { force: true });
    return;
  }
  try {
    const holder = await readHolder(file);
    if (!holder || !isAlive(holder)) await rm(file, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}

function release(file: string, own: Holder): AsyncDisposable {
  return {
    async [Symbol.asyncDispose]() {
      const holder = await readHolder(file);
      if (holder?.pid === own.pid && holder.startTime === own.startTime) await rm(file, { force: true });
    },
  };
}

function busy(holder: Holder | undefined): ArchlabError {
  const who = holder ? `\`${holder.command}\` (process ${holder.pid})` : 'another archlab command';
  return new ArchlabError('WORKSPACE_BUSY', `This workspace is in use by ${who}.`);
}
