import { pause } from '../../../kit.ts';
import { type Call, silent, succeeded } from './api.ts';

export interface Sent<T> {
  readonly item: T;
  readonly call: Call;
}

interface BatchOptions {
  /** Requests in flight at the same time; default 12: enough to use the machine, few enough not to open a connection for each. */
  readonly width?: number;
  readonly signal?: AbortSignal;
  /** How many unanswered requests end the batch although others are answered; default 8. */
  readonly patience?: number;
  /** How many requests may be answered otherwise than 2xx before the batch ends; default: any number. */
  readonly failures?: number;
  /** Pause of each worker between its requests, in ms; default none. */
  readonly paceMs?: number;
}

/**
 * Sends a request per item, several at a time, and returns what was sent, in the order of the items. Gives up early on a program
 * that does not answer (the first three all silent, or `patience` silent in total): what was seen by then is enough to judge it.
 */
export async function batch<T>(
  items: readonly T[],
  send: (item: T, index: number) => Promise<Call>,
  { width = 12, signal, patience = 8, failures = Number.POSITIVE_INFINITY, paceMs = 0 }: BatchOptions = {},
): Promise<Sent<T>[]> {
  const sent: (Sent<T> | undefined)[] = [];
  let next = 0;
  let quiet = 0;
  let answered = 0;
  let failed = 0;
  const hopeless = () => (answered === 0 && quiet >= 3) || quiet >= patience || failed >= failures;
  const worker = async () => {
    while (next < items.length && !hopeless()) {
      signal?.throwIfAborted();
      const index = next++;
      const item = items[index] as T;
      const call = await send(item, index);
      sent[index] = { item, call };
      if (silent(call)) quiet++;
      else answered++;
      if (!succeeded(call)) failed++;
      if (paceMs > 0) await pause(paceMs, signal);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  return sent.filter((one) => one !== undefined);
}
