import type { HttpCall } from '../../../kit.ts';

export type Kind =
  | 'hold'
  | 'release'
  | 'capture'
  | 'read hold'
  | 'credit'
  | 'void'
  | 'read credit'
  | 'screening'
  | 'other';

/** What becomes of a call on its way. */
export type Fate =
  | { readonly kind: 'pass'; readonly delayMs?: number }
  /** The service hears nothing and the client gets 503. */
  | { readonly kind: 'unavailable' }
  /** The service hears nothing and the connection is reset. */
  | { readonly kind: 'reset' }
  /** The service hears nothing for now. The request can be released, dropped, or delivered as a ghost. */
  | { readonly kind: 'freeze-before' }
  /** The service does its work, and the client hears nothing. */
  | { readonly kind: 'freeze-after' }
  /** The proxy answers in the service's place. */
  | { readonly kind: 'answer'; readonly json: object };

/** One call of the solution to a bank or to the screening. */
export interface Call {
  readonly http: HttpCall;
  readonly instance: string;
  readonly service: string;
  readonly kind: Kind;
  /** Of the hold or the credit; of a screening, its transferId. */
  readonly id: string;
  /** Amount of the transfer it belongs to; undefined for a call that names nothing we know. */
  readonly amount: number | undefined;
  fate: Fate;
}

const PATHS: readonly [method: string, path: RegExp, kind: Kind][] = [
  ['PUT', /^\/holds\/([^/?]+)$/, 'hold'],
  ['POST', /^\/holds\/([^/?]+)\/release$/, 'release'],
  ['POST', /^\/holds\/([^/?]+)\/capture$/, 'capture'],
  ['GET', /^\/holds\/([^/?]+)$/, 'read hold'],
  ['PUT', /^\/credits\/([^/?]+)$/, 'credit'],
  ['POST', /^\/credits\/([^/?]+)\/void$/, 'void'],
  ['GET', /^\/credits\/([^/?]+)$/, 'read credit'],
];

/** Kind and id of a request, and the amount and transfer its body names. */
export function readCall({ method, path, body }: Pick<HttpCall, 'method' | 'path' | 'body'>) {
  const { amount, transferId } = parsed(body);
  const named = {
    amount: typeof amount === 'number' ? amount : undefined,
    transferId: typeof transferId === 'string' ? transferId : undefined,
  };
  if (method === 'POST' && path === '/screenings')
    return { kind: 'screening' as const, id: named.transferId ?? '', ...named };
  for (const [verb, pattern, kind] of PATHS) {
    const found = verb === method ? pattern.exec(path) : null;
    if (found) return { kind, id: found[1] ?? '', ...named };
  }
  return { kind: 'other' as const, id: path, ...named };
}

function parsed(body: string): { amount?: unknown; transferId?: unknown } {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

/** Whether a hold or a credit is meant. */
export function tableOf(kind: Kind): 'holds' | 'credits' | undefined {
  if (kind === 'hold' || kind === 'release' || kind === 'capture' || kind === 'read hold') return 'holds';
  return kind === 'credit' || kind === 'void' || kind === 'read credit' ? 'credits' : undefined;
}

/** How the call ended for its client. */
export function outcomeOf({ http, fate }: Call): 'ok' | 'refused' | 'lost' | 'frozen' {
  if (fate.kind === 'freeze-before' || fate.kind === 'freeze-after') return http.status === undefined ? 'frozen' : 'ok';
  if (http.status === undefined || http.status >= 500) return 'lost';
  return http.status >= 400 ? 'refused' : 'ok';
}
