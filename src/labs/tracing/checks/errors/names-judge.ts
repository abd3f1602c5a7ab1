import { type AttributeValue, type Evidence, fail, type Judgement, pass, type TraceSpan } from '../../../../kit.ts';
import type { Click } from '../../click.ts';
import { notPlaced } from '../../judging.ts';
import { named } from '../../spans.ts';

/** Orders placed, and then read. */
export const ORDERS = 30;

export interface NamesSeen {
  readonly clicks: readonly Click[];
  /** How many orders were read. */
  readonly gets: number;
  /** Ids and articles of this run. */
  readonly words: readonly string[];
  /** Of the traces of these requests. */
  readonly spans: readonly TraceSpan[];
  /** Ids of the spans that made a call, as the proxies saw it, with the status that was answered. */
  readonly called: ReadonlyMap<string, number | undefined>;
  /** Where the services listen that are called. */
  readonly ports: Readonly<Record<string, number>>;
}

const MOST_NAMES = 12;
const MOST_INTERNAL = 20;
const MANY_INTERNAL = 10;
const OLD = ['http.method', 'http.status_code'];
const did = 'placed thirty orders, read each of them, and looked at the names and attributes of all spans';

type Finding = { readonly expected: string; readonly observed: string; readonly look: [string, ...string[]] };

/** Pure. */
export function judgeNames(seen: NamesSeen): Judgement {
  const { clicks, gets, spans } = seen;
  const bad = notPlaced(did, clicks);
  if (bad) return bad;
  const finding =
    idFinding(seen) ??
    manyNames(spans) ??
    oldFinding(spans) ??
    serverFinding(spans) ??
    clientFinding(seen) ??
    messagingFinding(seen) ??
    internalFinding(spans);
  if (finding) return fail({ did, ...finding });
  return pass({ requests: clicks.length + gets, spans: spans.length }, [namesTable(spans), ...warnings(spans)]);
}

const ROUTE = 'what a span is named after: the route with its placeholders, not the path';

function idFinding({ spans, words }: NamesSeen): Finding | undefined {
  for (const span of spans) {
    const word = words.find((one) => span.name.includes(one));
    if (word !== undefined)
      return {
        expected: 'no name of a span to hold an id or an article',
        observed: `${named(span)} holds ${word}; ${new Set(spans.map(({ name }) => name)).size} different names in all`,
        look: [ROUTE],
      };
  }
  return undefined;
}

function manyNames(spans: readonly TraceSpan[]): Finding | undefined {
  for (const [group, names] of grouped(spans)) {
    if (names.size > MOST_NAMES)
      return {
        expected: `at most ${MOST_NAMES} names for each service and kind of span`,
        observed: `${names.size} of ${group}, among them ${[...names.keys()]
          .slice(0, 3)
          .map((name) => `"${name}"`)
          .join(', ')}`,
        look: [ROUTE],
      };
  }
  return undefined;
}

/** Names with their counts by service and kind. */
function grouped(spans: readonly TraceSpan[]): Map<string, Map<string, number>> {
  const groups = new Map<string, Map<string, number>>();
  for (const { service, kind, name } of spans) {
    const key = `${service} ${kind.toUpperCase()}`;
    const names = groups.get(key) ?? new Map<string, number>();
    names.set(name, (names.get(name) ?? 0) + 1);
    groups.set(key, names);
  }
  return groups;
}

function oldFinding(spans: readonly TraceSpan[]): Finding | undefined {
  for (const span of spans) {
    const old = OLD.find((key) => key in span.attributes);
    if (old !== undefined)
      return {
        expected: 'the stable HTTP conventions: http.request.method, http.response.status_code',
        observed: `${named(span)} has ${old}, of the old convention`,
        look: ['OTEL_SEMCONV_STABILITY_OPT_IN, and attributes that are set by hand'],
      };
  }
  return undefined;
}

type Rule = readonly [key: string, what: string, holds: (value: AttributeValue | undefined) => boolean];
const isText: Rule[2] = (value) => typeof value === 'string' && value !== '';
const isWhole: Rule[2] = (value) => typeof value === 'number' && Number.isInteger(value);

const SERVER_RULES: readonly Rule[] = [
  ['http.request.method', 'a string', isText],
  ['http.route', 'a string', isText],
  ['url.path', 'a string', isText],
  ['url.scheme', 'a string', isText],
  ['http.response.status_code', 'an integer', isWhole],
];
const CLIENT_RULES: readonly Rule[] = [
  ['http.request.method', 'a string', isText],
  ['server.address', 'a string', isText],
  ['server.port', 'an integer', isWhole],
  ['url.full', 'a string', isText],
];
const STATUS_RULE = SERVER_RULES.slice(-1);

function ruleFinding(span: TraceSpan, rules: readonly Rule[]): Finding | undefined {
  const broken = rules.find(([key, , holds]) => !holds(span.attributes[key]));
  if (!broken) return undefined;
  const [key, what] = broken;
  return {
    expected: `${key}, ${what}, on every ${span.kind.toUpperCase()} span of an HTTP request`,
    observed: `${named(span)} has ${key} ${JSON.stringify(span.attributes[key]) ?? 'not at all'}`,
    look: ['the contract in README.md: the attributes of spans, and their types'],
  };
}

function serverFinding(spans: readonly TraceSpan[]): Finding | undefined {
  for (const span of spans.filter(({ kind }) => kind === 'server')) {
    const finding = ruleFinding(span, SERVER_RULES);
    if (finding) return finding;
    const name = `${span.attributes['http.request.method']} ${span.attributes['http.route']}`;
    if (span.name !== name)
      return {
        expected: 'a SERVER span to be named by method and route, such as GET /orders/{id}',
        observed: `${named(span)} has the method and route "${name}"`,
        look: [ROUTE],
      };
  }
  return undefined;
}

function clientFinding({ spans, called, ports }: NamesSeen): Finding | undefined {
  const known = new Set(Object.values(ports));
  for (const span of spans.filter(({ kind, spanId }) => kind === 'client' && called.has(spanId))) {
    const answered = called.get(span.spanId) !== undefined;
    const finding = ruleFinding(span, answered ? [...CLIENT_RULES, ...STATUS_RULE] : CLIENT_RULES);
    if (finding) return finding;
    if (!known.has(span.attributes['server.port'] as number))
      return {
        expected: 'server.port of a CLIENT span to be the port that is called',
        observed: `${named(span)} has ${span.attributes['server.port']}, where none of the services listens`,
        look: ['where server.address and server.port come from'],
      };
  }
  return undefined;
}

function messagingFinding({ clicks, spans }: NamesSeen): Finding | undefined {
  const typed = (type: string) => spans.filter(({ attributes }) => attributes['messaging.operation.type'] === type);
  const sends = typed('send').filter(
    ({ kind, service }) => service === 'orders' && (kind === 'producer' || kind === 'client'),
  );
  const look: [string] = [
    'the contract in README.md: the spans of enqueueing and of processing, and their messaging.… attributes',
  ];
  const unnamed = sends.find(({ attributes }) => attributes['messaging.destination.name'] !== 'jobs');
  if (sends.length < clicks.length || unnamed)
    return {
      expected:
        'for each order a PRODUCER (or CLIENT) span of orders with messaging.operation.type send and messaging.destination.name jobs',
      observed: unnamed
        ? `${named(unnamed)} has messaging.destination.name ${JSON.stringify(unnamed.attributes['messaging.destination.name']) ?? 'not at all'}`
        : `${sends.length} for ${clicks.length} orders`,
      look,
    };
  const processes = typed('process').filter(({ kind, service }) => service === 'worker' && kind === 'consumer');
  if (processes.length === 0)
    return {
      expected: 'CONSUMER spans of the worker with messaging.operation.type process',
      observed: 'there is none in the traces of thirty orders that were shipped',
      look,
    };
  return undefined;
}

/** INTERNAL spans by trace and service. */
function internals(spans: readonly TraceSpan[]): Map<string, { readonly span: TraceSpan; count: number }> {
  const counts = new Map<string, { span: TraceSpan; count: number }>();
  for (const span of spans.filter(({ kind }) => kind === 'internal')) {
    const key = `${span.traceId} ${span.service}`;
    const found = counts.get(key);
    if (found) found.count++;
    else counts.set(key, { span, count: 1 });
  }
  return counts;
}

function internalFinding(spans: readonly TraceSpan[]): Finding | undefined {
  const most = [...internals(spans).values()].find(({ count }) => count > MOST_INTERNAL);
  if (!most) return undefined;
  return {
    expected: `at most ${MOST_INTERNAL} INTERNAL spans of one service in a trace`,
    observed: `${most.count} of ${most.span.service}, such as "${most.span.name}"`,
    look: ['which functions deserve a span: the ones whose time somebody will ask for'],
  };
}

function warnings(spans: readonly TraceSpan[]): Evidence[] {
  const many = [...internals(spans).values()].filter(({ count }) => count > MANY_INTERNAL);
  const rows = many.slice(0, 5).map(({ span, count }) => [span.service, `${count} INTERNAL spans in one trace`]);
  return rows.length === 0 ? [] : [{ kind: 'table', title: 'Worth a look', columns: ['service', 'what'], rows }];
}

function namesTable(spans: readonly TraceSpan[]): Evidence {
  const rows = [...grouped(spans)].flatMap(([group, names]) =>
    [...names].map(([name, count]) => [group, name, String(count)]),
  );
  return {
    kind: 'table',
    title: 'Names of spans',
    columns: ['service and kind', 'name', 'spans'],
    rows: rows.slice(0, 40),
  };
}
