import type { Answer, Call } from './call.ts';

/** node:http is instrumented. */
export function traceCall(_call: Call, _headers: object, send: () => Promise<Answer>): Promise<Answer> {
  return send();
}
