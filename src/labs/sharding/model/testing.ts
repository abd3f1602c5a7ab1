import type { Exposed, Failure, HttpReply, Judgement } from '../../../kit.ts';
import type { Call } from './api.ts';
import type { Sent } from './batch.ts';
import type { Attempt, Read, Write } from './ledger.ts';
import type { StoredEvent, StoredViewer, Truth } from './truth.ts';

// Hand-written observations for the unit tests of judges.

interface CallOptions {
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly ms?: number;
  readonly instance?: string;
  readonly gone?: string;
}

/** `call('GET /users/u-1', 200, { json })`; without a status there was no answer. */
export function call(request: string, status?: number, options: CallOptions = {}): Call {
  const { json, headers = {}, ms = 5, instance = 'a', gone } = options;
  const [method = '', path = ''] = request.split(' ');
  const text = json === undefined ? '' : JSON.stringify(json);
  const reply: HttpReply =
    status === undefined
      ? { outcome: 'unknown', error: 'timeout', ms }
      : { outcome: 'reply', status, headers, text, json, ms };
  return { instance, method, path, reply, sentAt: 0, endedAt: ms, ...(gone === undefined ? {} : { gone }) };
}

export function errorCall(request: string, status: number, code: string, extra: object = {}, headers = {}): Call {
  return call(request, status, { json: { error: { code, message: 'why', ...extra } }, headers });
}

export function sent<T>(item: T, one: Call): Sent<T> {
  return { item, call: one };
}

/** Rows of `users`: `rows('s0', 'u-1', 'u-2')`. */
export function rows(shard: string, ...ids: readonly string[]): StoredViewer[] {
  return ids.map((id) => ({
    shard,
    id,
    name: `Viewer ${id}`,
    email: `${id}@x`,
    region: 'us',
    watchSeconds: 0,
    xmin: '700',
  }));
}

export function eventRow(shard: string, viewer: string, id: string, seconds = 10): StoredEvent {
  return { shard, viewer, id, video: 'v-1', seconds, at: '2026-01-01' };
}

export function truth(viewers: readonly StoredViewer[], events: readonly StoredEvent[] = []): Truth {
  const counted = viewers.map((row) => ({
    ...row,
    watchSeconds:
      row.watchSeconds ||
      events.filter((e) => e.viewer === row.id && e.shard === row.shard).reduce((sum, e) => sum + e.seconds, 0),
  }));
  return { shards: ['s0', 's1', 's2', 's3', 's4'], viewers: counted, events };
}

export function attempt(status: number | undefined, at = 0, code = ''): Attempt {
  return { sentAt: at, endedAt: at + 5, status, code };
}

/** A write with one try; acknowledged at `at + 5` unless the status is no 2xx. */
export function write(viewer: string, eventId: string, at = 0, status: number | undefined = 201): Write {
  const acked = status !== undefined && status < 300;
  const event = { eventId, videoId: 'v-1', seconds: 10 };
  return { viewer, event, attempts: [attempt(status, at)], ackedAt: acked ? at + 5 : undefined };
}

export function read(viewer: string, watchSeconds: number, floor = 0, status = 200): Read {
  return { viewer, sentAt: 0, endedAt: 5, status, code: '', watchSeconds, floor };
}

interface Judge<Seen> {
  readonly minimum: Exposed;
  judge(seen: Seen): Judgement;
}

/** `pass`, `too little: <what>`, `inconclusive: <why>`, or the sentence of what was observed. */
export function opinion<Seen>(check: Judge<Seen>, seen: Seen): string {
  const judgement = check.judge(seen);
  if (judgement.verdict === 'fail') return judgement.failure.observed;
  if (judgement.verdict === 'inconclusive') return `inconclusive: ${judgement.reason}`;
  const short = Object.entries(check.minimum).find(([name, least]) => (judgement.exposed[name] ?? 0) < least);
  return short ? `too little: ${short[0]}` : 'pass';
}

export function failureOf<Seen>(check: Judge<Seen>, seen: Seen): Failure {
  const judgement = check.judge(seen);
  if (judgement.verdict !== 'fail') throw new Error(`expected a failure, got ${judgement.verdict}`);
  return judgement.failure;
}
