/** Everything a lab may import. A lab outside this repository (a lab pack) stands on exactly this. */
export { postgresUrl } from './clients/sql.ts';
export type * from './clients/types.ts';
export type * from './faults/types.ts';
export { defineCheck, defineLab, defineStep } from './grading/define.ts';
export { type IsRefusal, outcomeOf, recordOp } from './grading/history.ts';
export { fail, inconclusive, pass } from './grading/judgement.ts';
export type * from './grading/types.ts';
export { eventually, now, pause, TimeLimitError } from './host/clock.ts';
export { hash32, type Random, seededRandom } from './host/random.ts';
export { type SpanToSend, toOtlpJson } from './otlp/encode.ts';
export type * from './otlp/types.ts';
export type { LineListener, SolutionProcess } from './solution/types.ts';
export type { Endpoint, Service } from './stack/types.ts';
