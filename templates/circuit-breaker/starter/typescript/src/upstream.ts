/** An answer of another service: the thing, or `undefined` when the service says that there is no such thing (404). */
export type Answer<T> = T | undefined;

/**
 * Asks another service. Whatever is not an answer (a status of 500 and more, a connection that is refused or reset, a body
 * that never ends before `signal` fires) is thrown.
 */
export async function ask<T>(url: string, signal?: AbortSignal): Promise<Answer<T>> {
  const reply = await fetch(url, signal ? { signal } : {});
  if (reply.status === 404) {
    await reply.arrayBuffer();
    return undefined;
  }
  if (!reply.ok) {
    await reply.arrayBuffer();
    throw new Error(`${url} answered ${reply.status}`);
  }
  return (await reply.json()) as T;
}
