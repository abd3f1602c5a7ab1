import { open } from 'node:fs/promises';
import { pause } from '../host/clock.ts';
import { fileError } from '../host/files.ts';

/** Enough for the last lines of any log worth reading; a log may be as big as the output cap allows. */
const LAST_BYTES = 1024 * 1024;
const POLL_MS = 200;

/** The last `count` lines of a file, without reading all of it. @throws ArchlabError MACHINE_FILES */
export async function lastLinesOf(file: string, count: number): Promise<readonly string[]> {
  if (count === 0) return [];
  const { bytes } = await readFrom(file, -LAST_BYTES);
  return bytes.toString('utf8').replace(/\n$/, '').split('\n').slice(-count);
}

/** Streams a growing file by polling its size (which also works on network file systems); begins anew when it shrinks. */
export async function followFile(file: string, onLine: (line: string) => void, signal: AbortSignal): Promise<void> {
  let position = -LAST_BYTES;
  let rest: Buffer = Buffer.alloc(0);
  while (!signal.aborted) {
    const read = await readFrom(file, position);
    if (read.start < position) rest = Buffer.alloc(0);
    position = read.end;
    const all = Buffer.concat([rest, read.bytes]);
    // Only whole lines are decoded: a character may be cut in two at the end of what is there.
    const end = all.lastIndexOf(10) + 1;
    rest = all.subarray(end);
    if (end > 0)
      all
        .toString('utf8', 0, end - 1)
        .split('\n')
        .forEach(onLine);
    await pause(POLL_MS, signal).catch(() => undefined);
  }
}

interface Piece {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

/** A negative `from` counts back from the end. */
async function readFrom(file: string, from: number): Promise<Piece> {
  try {
    await using handle = await open(file);
    const { size } = await handle.stat();
    const start = from < 0 ? Math.max(0, size + from) : from > size ? 0 : from;
    const buffer = Buffer.alloc(Math.min(size - start, LAST_BYTES));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, start);
    return { bytes: buffer.subarray(0, bytesRead), start, end: start + bytesRead };
  } catch (error) {
    throw fileError(error, `cannot read ${file}`);
  }
}
