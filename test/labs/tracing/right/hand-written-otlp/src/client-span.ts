import type { Answer, Call } from './call.ts';
import { inSpan, KIND } from './telemetry.ts';
import { write } from './trace-context.ts';

export function traceCall(
  { method, url }: Call,
  headers: Record<string, string>,
  send: () => Promise<Answer>,
): Promise<Answer> {
  const attributes = {
    'http.request.method': method,
    'server.address': url.hostname,
    'server.port': Number(url.port),
    'url.full': String(url),
  };
  return inSpan(method, KIND.client, attributes, async (span) => {
    write(span.context, headers);
    try {
      const answer = await send();
      span.attributes['http.response.status_code'] = answer.status;
      span.failed = answer.status >= 400;
      return answer;
    } catch (error) {
      span.failed = true;
      span.attributes['error.type'] = (error as NodeJS.ErrnoException).code ?? 'error';
      throw error;
    }
  });
}
