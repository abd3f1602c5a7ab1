import { type Evidence, fail, type Judgement, pass, type TraceSpan } from '../../../../kit.ts';
import type { Click } from '../../click.ts';
import { short } from '../../context.ts';
import { notPlaced } from '../../judging.ts';
import { hasServed, named, serverSpan } from '../../spans.ts';
import type { Witness } from '../../wire.ts';
import type { TroubleCase } from './cases.ts';

/** Checkouts in which nothing goes wrong. */
export const GOOD = 20;
export const CARRIER_STATUS = 500;

interface Trouble {
  readonly trouble: TroubleCase;
  readonly click: Click;
  readonly spans: readonly TraceSpan[];
  /** The charge as payments saw it. */
  readonly call: Witness | undefined;
}

export interface StatusSeen {
  readonly troubles: readonly Trouble[];
  /** GET of an order that does not exist. */
  readonly missing: {
    readonly status: number | undefined;
    readonly told: string;
    readonly spans: readonly TraceSpan[];
  };
  readonly good: readonly { readonly click: Click; readonly spans: readonly TraceSpan[] }[];
  readonly carrier: {
    readonly click: Click;
    /** Status of the job. */
    readonly job: string | undefined;
    readonly spans: readonly TraceSpan[];
  };
}

const did =
  'had payments decline, fail, reset and hang, the carrier fail, asked for an order that does not exist, and placed twenty good ones';
const ROLES = ['gateway', 'orders'] as const;

type Finding = { readonly expected: string; readonly observed: string; readonly look: [string, ...string[]] };

/** Pure. */
export function judgeStatus(seen: StatusSeen): Judgement {
  const { troubles, missing, good, carrier } = seen;
  const bad = notPlaced(did, [...good.map((one) => one.click), carrier.click]);
  if (bad) return bad;
  const finding =
    first(troubles, answerFinding) ??
    missingFinding(missing) ??
    first(troubles, serverFinding) ??
    first(troubles, clientFinding) ??
    first(good, goodFinding) ??
    carrierFinding(carrier);
  if (finding) return fail({ did, ...finding });
  const warnings = troubles.flatMap(warning);
  const evidence: Evidence[] =
    warnings.length === 0 ? [] : [{ kind: 'table', title: 'Worth a look', columns: ['span', 'what'], rows: warnings }];
  return pass({ 'failing payments': troubles.length, 'good checkouts': good.length }, evidence);
}

function first<T>(items: readonly T[], find: (item: T) => Finding | undefined): Finding | undefined {
  for (const item of items) {
    const finding = find(item);
    if (finding) return finding;
  }
  return undefined;
}

function answerFinding({ trouble, click }: Trouble): Finding | undefined {
  if (click.status === trouble.status && click.code === trouble.code && click.traceId !== undefined) return undefined;
  return {
    expected: `status ${trouble.status} with error.code ${trouble.code} and error.trace_id when ${trouble.what}`,
    observed: `${click.told}`,
    look: ['the contract in README.md: what the gateway answers when payments fails, and how long orders waits for it'],
  };
}

function missingFinding({ status, told, spans }: StatusSeen['missing']): Finding | undefined {
  if (status !== 404)
    return {
      expected: 'status 404 for an order that does not exist',
      observed: told,
      look: ['the contract in README.md: GET /orders/{id}'],
    };
  return blamelessFinding('the order did not exist (404)', spans);
}

/** 4xx is the caller's fault. */
function blamelessFinding(what: string, spans: readonly TraceSpan[]): Finding | undefined {
  const expected = `the SERVER spans of gateway and orders not in error when ${what}`;
  const look: [string] = ['when a SERVER span is in error: its status speaks of the server, not of the request'];
  if (!hasServed(spans, ROLES)) return { expected, observed: missingSpans(spans), look };
  const wrong = spans.find((span) => span.kind === 'server' && span.status.code === 'error');
  if (!wrong) return undefined;
  const observed = `${named(wrong)} is ERROR: 4xx is the caller’s fault, your error rate would page for it`;
  return { expected, observed, look };
}

function serverFinding({ trouble, spans }: Trouble): Finding | undefined {
  if (trouble.server === 'not error') return blamelessFinding(trouble.what, spans);
  const expected = `the SERVER spans of gateway and orders to be ERROR when ${trouble.what}`;
  const look: [string] = ['when a SERVER span is in error: it could not do what it was asked'];
  const wrong = ROLES.map((role) => serverSpan(spans, role)).find((span) => span?.status.code !== 'error');
  if (!hasServed(spans, ROLES)) return { expected, observed: missingSpans(spans), look };
  return wrong
    ? { expected, observed: `${named(wrong)} has the status ${wrong.status.code.toUpperCase()}`, look }
    : undefined;
}

function missingSpans(spans: readonly TraceSpan[]): string {
  const role = ROLES.find((name) => !serverSpan(spans, name));
  return `the SERVER span of ${role} has not arrived`;
}

/** Found by what stood on the wire, whatever it calls itself. */
function clientSpan({ call, spans }: Trouble): TraceSpan | undefined {
  return spans.find(({ spanId }) => spanId === call?.context?.spanId);
}

function clientFinding(one: Trouble): Finding | undefined {
  const { trouble, call } = one;
  const span = clientSpan(one);
  const look: [string] = [
    'what becomes of the CLIENT span when a call fails: its status, error.type, and whether there was a status code',
  ];
  const expected = `the CLIENT span of the charge to be ERROR when ${trouble.what}`;
  if (!span)
    return {
      expected,
      observed: call?.context
        ? `span ${short(call.context.spanId)}, which made the call, has not arrived`
        : 'the charge carried no traceparent',
      look,
    };
  if (span.status.code !== 'error')
    return { expected, observed: `${named(span)} has the status ${span.status.code.toUpperCase()}`, look };
  if (trouble.answered) return undefined;
  const code = span.attributes['http.response.status_code'];
  if (code !== undefined)
    return {
      expected: `no http.response.status_code when ${trouble.what}`,
      observed: `${named(span)} has ${JSON.stringify(code)}`,
      look,
    };
  if (typeof span.attributes['error.type'] === 'string') return undefined;
  return { expected: `an error.type when ${trouble.what}`, observed: `${named(span)} has none`, look };
}

function goodFinding({ click, spans }: StatusSeen['good'][number]): Finding | undefined {
  const wrong = spans.find((span) => span.status.code === 'error');
  if (!wrong && hasServed(spans, ROLES)) return undefined;
  return {
    expected: 'no span in error where nothing went wrong',
    observed: wrong
      ? `${named(wrong)} is ERROR in the trace of order ${click.basket.orderRef}, which was placed`
      : missingSpans(spans),
    look: ['what sets the status of a span, and from what'],
  };
}

function carrierFinding({ click, job, spans }: StatusSeen['carrier']): Finding | undefined {
  if (job !== 'failed')
    return {
      expected: 'a job with the status failed when the carrier answers 500',
      observed: `the job of order ${click.basket.orderRef} is "${job ?? 'gone'}"`,
      look: ['the contract in README.md: what the worker does when the carrier fails'],
    };
  const consumers = spans.filter(({ service, kind }) => service === 'worker' && kind === 'consumer');
  if (consumers.some((span) => span.status.code === 'error')) return undefined;
  const [consumer] = consumers;
  return {
    expected: 'the CONSUMER span of the worker to be ERROR when the job failed',
    observed: consumer
      ? `${named(consumer)} has the status ${consumer.status.code.toUpperCase()}`
      : 'no CONSUMER span of the worker has arrived in the trace',
    look: ['what the worker’s span says of a job that failed'],
  };
}

/** Instrumentations differ here, so it does not fail. */
function warning(one: Trouble): string[][] {
  const span = clientSpan(one);
  const missing = one.trouble.answered && span && span.attributes['error.type'] === undefined;
  return missing ? [[named(span), `no error.type when ${one.trouble.what}`]] : [];
}
