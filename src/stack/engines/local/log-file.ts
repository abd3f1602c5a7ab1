import { open } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import { systemCode } from '../../../errors/error.ts';
import { pause } from '../../../host/clock.ts';

/** How much of the end of a log is looked at for its last lines. */
const TAIL_BYTES = 64 * 1024;

/** The last `count` lines of a file; none when there is no file. */
export async function lastLinesOf(path: string, count: number): Promise<string[]> {
  const { text } = await readFrom(path, -TAIL_BYTES);
  const lines = text.split('\n').filter((line, index, all) => line !== '' || index < all.length - 1);
  return count > 0 ? lines.slice(-count) : [];
}

/**
 * Calls `onLine` for each line of a growing file, from its beginning, until aborted. A file that is not there yet is waited for,
 * one that became shorter is read again from its beginning.
 */
export async function followFile(path: string, onLine: (line: string) => void, signal: AbortSignal): Promise<void> {
  const decoder = new StringDecoder('utf8');
  let position = 0;
  let rest = '';
  while (!signal.aborted) {
    const { bytes, size } = await readFrom(path, position);
    if (size < position) {
      position = 0;
      continue;
    }
    position += bytes.length;
    const lines = (rest + decoder.write(bytes)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
    // More may be waiting at once after a full read.
    if (bytes.length === 0) await pause(100, signal).catch(() => undefined);
  }
}

/** Reads from an offset (negative: from the end) to the end, at most a megabyte. */
async function readFrom(path: string, offset: number): Promise<{ bytes: Buffer; text: string; size: number }> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const start = offset < 0 ? Math.max(0, size + offset) : offset;
      const bytes = Buffer.alloc(Math.min(Math.max(0, size - start), 1024 * 1024));
      const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
      const read = bytes.subarray(0, bytesRead);
      return { bytes: read, text: read.toString('utf8'), size };
    } finally {
      await file.close();
    }
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return { bytes: Buffer.alloc(0), text: '', size: 0 };
    throw error;
  }
}
