import { context, propagation, type Span, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { Answer, Call } from './call.ts';
import { tracer } from './telemetry.ts';

/** The CLIENT span of a call to another service; `send` runs inside of it, and its context travels in `headers`. */
export function traceCall(call: Call, headers: Record<string, string>, send: () => Promise<Answer>): Promise<Answer> {
  const options = { kind: SpanKind.CLIENT, attributes: attributesOf(call) };
  return tracer.startActiveSpan(`${call.method} ${call.template}`, options, async (span) => {
    propagation.inject(context.active(), headers);
    try {
      const answer = await send();
      span.setAttribute('http.response.status_code', answer.status);
      if (answer.status >= 400) failed(span, String(answer.status));
      return answer;
    } catch (error) {
      span.setAttribute('http.response.status_code', 504);
      failed(span, (error as NodeJS.ErrnoException).code ?? 'unknown');
      throw error;
    } finally {
      span.end();
    }
  });
}

function attributesOf({ method, url, template }: Call) {
  return {
    'http.request.method': method,
    'server.address': url.hostname,
    'server.port': Number(url.port),
    'url.full': url.href,
    'url.template': template,
  };
}

function failed(span: Span, type: string): void {
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.setAttribute('error.type', type);
}
