/** Framing of the PostgreSQL protocol 3 (PostgreSQL 17 manual, sections 53.2 and 53.7). */

const SSL_REQUEST = 80877103;
const GSSENC_REQUEST = 80877104;
const CANCEL_REQUEST = 80877102;

/** The server's own limit for the first message (MAX_STARTUP_PACKET_LENGTH). */
const LONGEST_STARTUP = 10_000;
/** The server's own limit for any message (PQ_LARGE_MESSAGE_LIMIT). */
const LONGEST_MESSAGE = 0x3fff_ffff;

/** What the message at the head of a buffer is: its size in bytes, how many more bytes tell it, or no message at all. */
export type Head = { readonly size: number } | { readonly atLeast: number } | 'broken';

/** A message with a type byte. */
export function headOfMessage(data: Buffer, at: number): Head {
  if (data.length - at < 5) return { atLeast: 5 };
  const length = data.readUInt32BE(at + 1);
  return length < 4 || length > LONGEST_MESSAGE ? 'broken' : { size: length + 1 };
}

/** The message that begins a connection and has no type byte. A TLS client that does not ask first looks broken. */
export function headOfStartup(data: Buffer, at: number): Head {
  if (data.length - at < 4) return { atLeast: 4 };
  const length = data.readUInt32BE(at);
  return length < 8 || length > LONGEST_STARTUP ? 'broken' : { size: length };
}

export function kindOfStartup(message: Buffer): 'encryption' | 'cancel' | 'session' {
  switch (message.readUInt32BE(4)) {
    case SSL_REQUEST:
    case GSSENC_REQUEST:
      return 'encryption';
    case CANCEL_REQUEST:
      return 'cancel';
    default:
      return 'session';
  }
}

/** The null-terminated strings at the head of a message's body, `count` of them. */
export function strings(message: Buffer, count: number, start = 5): string[] {
  const found: string[] = [];
  let at = start;
  for (let i = 0; i < count; i++) {
    const end = message.indexOf(0, at);
    found.push(message.toString('utf8', at, end === -1 ? message.length : end));
    at = end === -1 ? message.length : end + 1;
  }
  return found;
}
