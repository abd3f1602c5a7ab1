/** Puts chunks together until a message is whole, copying each byte a fixed number of times however large the message. */
export class Assembler {
  #parts: Buffer[] = [];
  #length = 0;
  #needed = 0;

  /** What there is to parse now; undefined while the message in hand is incomplete. */
  take(chunk: Buffer): Buffer | undefined {
    if (this.#length === 0) return chunk;
    this.#parts.push(chunk);
    this.#length += chunk.length;
    if (this.#length < this.#needed) return undefined;
    const whole = Buffer.concat(this.#parts, this.#length);
    this.clear();
    return whole;
  }

  /** Keeps the beginning of a message that needs so many bytes in all (or, until its header is whole, so many to go on). */
  keep(rest: Buffer, needed: number): void {
    this.#parts = rest.length > 0 ? [rest] : [];
    this.#length = rest.length;
    this.#needed = needed;
  }

  clear(): void {
    this.keep(Buffer.alloc(0), 0);
  }
}
