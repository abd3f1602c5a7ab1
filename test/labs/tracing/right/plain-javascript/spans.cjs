const { AsyncLocalStorage } = require('node:async_hooks');
const { randomBytes } = require('node:crypto');

const { env } = process;
const active = new AsyncLocalStorage();
const underway = new Set();
const MOST = 500;

const SHAPE = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

function extract({ traceparent, tracestate } = {}) {
  const [, traceId, spanId, flags, more] = SHAPE.exec(traceparent ?? '') ?? [];
  if (!traceId || (more !== undefined && traceparent.startsWith('00'))) return undefined;
  return { traceId, spanId, sampled: Number.parseInt(flags, 16) % 2 === 1, tracestate };
}

function inject({ traceId, spanId, sampled, tracestate }) {
  const traceparent = `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
  return tracestate ? { traceparent, tracestate } : { traceparent };
}

function drawn() {
  const { OTEL_TRACES_SAMPLER: sampler = '', OTEL_TRACES_SAMPLER_ARG: ratio = 1 } = env;
  if (sampler.endsWith('off')) return false;
  return !sampler.endsWith('ratio') || Math.random() < Number(ratio);
}

/** Runs `work` in a span; `parent` null means a new trace, undefined the active span. */
async function span({ name, kind, attributes = {}, parent = active.getStore(), links = [] }, work) {
  const self = {
    traceId: parent?.traceId ?? randomBytes(16).toString('hex'),
    spanId: randomBytes(8).toString('hex'),
    sampled: parent ? parent.sampled : drawn(),
    tracestate: parent?.tracestate,
    attributes,
    error: false,
  };
  const start = performance.timeOrigin + performance.now();
  try {
    return await active.run(self, () => work(self));
  } finally {
    const end = performance.timeOrigin + performance.now();
    if (self.sampled) post({ ...self, name, kind, parent, links, start, end });
  }
}

const nanos = (ms) => `${Math.round(ms * 1000)}000`;

function pairs(object) {
  return Object.entries(object).map(([key, value]) => ({
    key,
    value: Number.isInteger(value) ? { intValue: value } : { stringValue: String(value) },
  }));
}

const attributes = Object.fromEntries((env.OTEL_RESOURCE_ATTRIBUTES ?? '').split(',').map((pair) => pair.split('=')));
const resource = { attributes: pairs({ ...attributes, 'service.name': env.OTEL_SERVICE_NAME }) };

/** Away with it, without waiting. What cannot be sent is lost, and no more than MOST may be on their way. */
function post({ traceId, spanId, name, kind, parent, links, start, end, attributes, error, tracestate }) {
  if (underway.size >= MOST) return;
  const one = {
    traceId,
    spanId,
    parentSpanId: parent?.spanId ?? '',
    traceState: tracestate ?? '',
    name,
    kind,
    startTimeUnixNano: nanos(start),
    endTimeUnixNano: nanos(end),
    attributes: pairs(attributes),
    links: links.map((link) => ({ traceId: link.traceId, spanId: link.spanId })),
    status: { code: error ? 2 : 0 },
  };
  const body = JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans: [one] }] }] });
  const sending = fetch(`${env.OTEL_EXPORTER_OTLP_ENDPOINT}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    signal: AbortSignal.timeout(3000),
  })
    .then((reply) => reply.arrayBuffer())
    .catch(() => undefined)
    .finally(() => underway.delete(sending));
  underway.add(sending);
}

const flush = () => Promise.all(underway);

function log(level, message, fields) {
  const { traceId, spanId } = active.getStore() ?? {};
  const line = { '@timestamp': new Date(), level, service: env.OTEL_SERVICE_NAME, message, ...fields };
  console.log(JSON.stringify({ ...line, 'trace.id': traceId, 'span.id': spanId }));
}

module.exports = { span, extract, inject, flush, log, traceId: () => active.getStore()?.traceId };
