import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { dirname } from 'node:path';
import { now } from '../host/clock.ts';
import type { LineListener } from './types.ts';

const MAX_LINE = 2000;
const KEPT_LINES = 200;

/**
 * Takes what a program prints: the last lines in memory, the first `capBytes` in a file. A program that prints a gigabyte
 * fills neither memory nor disk, and is never blocked by us.
 */
export class Output {
  readonly #file: WriteStream;
  readonly #capBytes: number;
  #written = 0;
  #capped = false;
  #lines: string[] = [];
  #partial = '';
  #listener: LineListener | undefined;

  constructor(path: string, capBytes = 4 * 1024 * 1024) {
    mkdirSync(dirname(path), { recursive: true });
    this.#file = createWriteStream(path, { flags: 'a' });
    // A full disk must not end the grading; the last lines in memory are still there.
    this.#file.on('error', () => {
      this.#capped = true;
    });
    this.#capBytes = capBytes;
  }

  /** Bytes beyond the cap that were dropped from the file. */
  get capped(): boolean {
    return this.#capped;
  }

  write(chunk: Buffer): void {
    this.#toFile(chunk);
    const text = this.#partial + chunk.toString('utf8').slice(-MAX_LINE * KEPT_LINES);
    const lines = text.split(/\r?\n/).map((line) => line.slice(0, MAX_LINE));
    this.#partial = lines.pop() ?? '';
    this.#lines.push(...lines);
    if (this.#listener) for (const line of lines) this.#listener(line, now());
    if (this.#lines.length > KEPT_LINES) this.#lines = this.#lines.slice(-KEPT_LINES);
  }

  /** One listener, for whole lines from now on. */
  onLine(listener: LineListener): void {
    this.#listener = listener;
  }

  lastLines(count: number): readonly string[] {
    const all = this.#partial === '' ? this.#lines : [...this.#lines, this.#partial];
    return all.slice(-count);
  }

  close(): void {
    this.#file.end();
  }

  #toFile(chunk: Buffer): void {
    if (this.#capped) return;
    const room = this.#capBytes - this.#written;
    this.#file.write(chunk.subarray(0, room));
    this.#written += Math.min(room, chunk.length);
    if (chunk.length > room) {
      this.#capped = true;
      this.#file.write(`\n[archlab: more than ${this.#capBytes} bytes; the rest is not kept]\n`);
    }
  }
}
