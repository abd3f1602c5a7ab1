/**
 * What became of a call. Either the service answered, with a status below 500; or nobody knows: it answered 5xx, it did
 * not answer in time, the connection broke. An unknown call may have been executed, may not have been, or may still be.
 */
export type Answer<Body = Record<string, unknown>> =
  | { unknown: true }
  | { unknown: false; status: number; code: string | null; body: Partial<Body> };

/** Makes one attempt and gives it up after `timeoutMs`. */
export async function call<Body>(method: string, url: string, timeoutMs: number, body?: object): Promise<Answer<Body>> {
  try {
    const reply = await fetch(url, {
      method,
      signal: AbortSignal.timeout(timeoutMs),
      ...(body && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const answered = (await reply.json()) as Partial<Body> & { code?: string };
    if (reply.status >= 500) return { unknown: true };
    return { unknown: false, status: reply.status, code: answered.code ?? null, body: answered };
  } catch {
    return { unknown: true };
  }
}
