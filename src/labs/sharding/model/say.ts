import type { Call } from './api.ts';

/** `GET /users/u-17` */
export function request({ method, path }: Pick<Call, 'method' | 'path'>): string {
  return `${method} ${path}`;
}

/** What came back, short enough for a sentence: `404 {"error":{"code":"not_found"}}`, `no answer within 3.0 s`. */
export function answer({ reply, gone }: Call): string {
  if (reply.outcome === 'reply') return `${reply.status} ${clip(reply.text, 140) || '(empty body)'}`;
  if (gone) return `nothing: ${gone}`;
  if (reply.outcome === 'refused') return `nothing: ${reply.error}`;
  return `no answer after ${seconds(reply.ms)} (${reply.error})`;
}

/** `GET /users/u-17 through instance a answered 404 {…}` */
export function told(call: Call): string {
  return `${request(call)} through instance ${call.instance} got ${answer(call)}`;
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

export function clip(text: string, length: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= length ? line : `${line.slice(0, length - 1)}…`;
}

/** `1,254` */
export function count(n: number): string {
  return n.toLocaleString('en-GB');
}

/** `1 viewer`, `3 viewers` */
export function some(n: number, what: string): string {
  return `${count(n)} ${what}${n === 1 ? '' : 's'}`;
}

/** `s0, s1 and s3` */
export function list(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
