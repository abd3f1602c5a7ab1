const ms = (nanos) => Number(BigInt(nanos) / 1000n) / 1000;
const PRODUCER = 4;
const TOLERANCE = 10;

/** Walks back with a stack of open spans, instead of by recursion over pieces. */
module.exports = function analyze(body) {
  const spans = body.resourceSpans
    .flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans))
    .map((raw) => ({
      id: raw.spanId,
      above: raw.parentSpanId,
      name: raw.name,
      producer: raw.kind === PRODUCER || raw.kind === 'SPAN_KIND_PRODUCER',
      error: raw.status?.code === 2 || raw.status?.code === 'STATUS_CODE_ERROR',
      start: ms(raw.startTimeUnixNano),
      end: ms(raw.endTimeUnixNano),
      self: 0,
      used: false,
    }));
  const byId = new Map(spans.map((span) => [span.id, span]));
  for (const span of spans) span.parent = byId.get(span.above);
  const message = (span) => span.parent?.producer;
  const ends = spans.filter((span) => !span.parent || message(span)).sort((a, b) => b.end - a.end);

  const waits = [];
  let here = ends[0];
  let now = here.end;
  here.limit = here.end;
  while (here) {
    here.used = true;
    const span = here;
    const next = spans
      .filter((child) => child.parent === span && !child.used && !message(child) && child.start < now)
      .map((child) => ({ child, end: Math.min(child.end, span.limit ?? span.end) }))
      .filter(({ child, end }) => end <= now + Math.min(TOLERANCE, (end - child.start) / 2))
      .sort((a, b) => b.end - a.end || b.child.end - a.child.end)[0];
    if (next) {
      span.self += Math.max(0, now - next.end);
      now = Math.min(now, next.end);
      next.child.limit = next.end;
      here = next.child;
      continue;
    }
    span.self += Math.max(0, now - span.start);
    now = Math.min(now, span.start);
    here = span.parent;
    if (here && message(span)) {
      waits.push({ span_id: span.id, self_ms: span.start - here.end, reason: 'queue_wait' });
      now = Math.min(here.end, span.start);
    }
  }

  const path = spans.filter(({ used }) => used);
  const findings = [...waits, ...path.map(({ id, self }) => ({ span_id: id, self_ms: self, reason: 'slow_span' }))];
  const families = new Map();
  for (const span of path.filter(({ parent }) => parent)) {
    const key = JSON.stringify([span.above, span.name]);
    families.set(key, [...(families.get(key) ?? []), span]);
  }
  for (const family of families.values()) {
    family.sort((a, b) => a.end - b.end);
    const finding = { span_id: family[0].id, self_ms: family.reduce((sum, { start, end }) => sum + end - start, 0) };
    if (family.length > 1 && family.slice(0, -1).every(({ error }) => error))
      findings.push({ ...finding, reason: 'retries' });
    else if (family.length > 2) findings.push({ ...finding, reason: 'sequential_calls' });
  }
  const [largest] = findings.sort((a, b) => b.self_ms - a.self_ms);
  return { ...largest, self_ms: Math.round(largest.self_ms) };
};
