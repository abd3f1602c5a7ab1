import type { LoggedStatement } from './log.ts';

/** Messages of the server that matter here, by type byte. */
const DATA_ROW = 0x44; // D
const COPY_DATA = 0x64; // d
const COPY_IN = 0x47; // G
const READY = 0x5a; // Z
const ENDS_STATEMENT = new Set([0x43, 0x49, 0x73]); // C CommandComplete, I EmptyQueryResponse, s PortalSuspended

/**
 * Gives each row that comes back to the statement that asked for it, however many were sent ahead: the server answers
 * in order, and after an error skips to the next synchronisation point. Reads headers only, so large rows cost nothing.
 */
export class Replies {
  /** Statements not answered yet, and the points where the server will say ReadyForQuery. */
  #awaited: Array<LoggedStatement | 'sync'> = [];
  readonly #header = Buffer.alloc(5);
  #headerBytes = 0;
  #type = 0;
  /** Bytes of the present message's body still to come. */
  #body = 0;

  /** Whether the server owes the client a ReadyForQuery. */
  get awaitsReady(): boolean {
    return this.#awaited.includes('sync');
  }

  /** The client has sent a statement, or a message that ends with ReadyForQuery. */
  expect(what: LoggedStatement | 'sync'): void {
    this.#awaited.push(what);
  }

  /** Returns the transaction status (I, T or E) of the last ReadyForQuery that ends in this chunk. */
  read(chunk: Buffer): string | undefined {
    let at = 0;
    let status: string | undefined;
    while (at < chunk.length) {
      const skipped = Math.min(this.#body, chunk.length - at);
      if (skipped > 0 && this.#type === READY) status = String.fromCharCode(chunk[at] ?? 0);
      this.#body -= skipped;
      at += skipped;
      if (this.#body > 0) break;
      const copied = chunk.copy(this.#header, this.#headerBytes, at);
      this.#headerBytes += copied;
      at += copied;
      if (this.#headerBytes < 5) break;
      this.#headerBytes = 0;
      this.#body = Math.max(0, this.#header.readUInt32BE(1) - 4);
      this.#type = this.#header[0] ?? 0;
      this.#message(this.#type);
    }
    return status;
  }

  #message(type: number): void {
    if (type === DATA_ROW || type === COPY_DATA) {
      const statement = this.#head();
      if (statement) statement.rows += 1;
    } else if (ENDS_STATEMENT.has(type)) {
      if (this.#head()) this.#awaited.shift();
    } else if (type === READY) {
      // Statements before it that were not answered failed, or were skipped because one before them failed.
      const sync = this.#awaited.indexOf('sync');
      this.#awaited.splice(0, sync + 1);
    } else if (type === COPY_IN) {
      // While the server takes COPY data it ignores Sync: libpq has sent one already and will send another.
      if (!this.#head()?.simple) this.#awaited = this.#awaited.filter((awaited) => awaited !== 'sync');
    }
  }

  #head(): LoggedStatement | undefined {
    const head = this.#awaited[0];
    return head === 'sync' ? undefined : head;
  }
}
