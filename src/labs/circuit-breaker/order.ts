/** An order as the contract shows it. */
export interface Order {
  readonly orderId: string;
  readonly degraded: boolean;
  readonly lines: readonly Line[];
}

export interface Line {
  readonly productId: string;
  readonly quantity: number;
  readonly product: {
    readonly name: string | null;
    readonly priceCents: number | null;
    readonly source: 'live' | 'cache' | 'none';
    readonly fetchedAt: string | null;
  };
  readonly rating: { readonly value: number | null; readonly source: 'live' | 'none' };
}

type Rule = (value: unknown) => boolean;

const text: Rule = (value) => typeof value === 'string';
const number: Rule = (value) => typeof value === 'number';
const orNull =
  (rule: Rule): Rule =>
  (value) =>
    value === null || rule(value);
const oneOf =
  (...words: string[]): Rule =>
  (value) =>
    words.includes(value as string);

const ORDER: readonly [path: string, what: string, rule: Rule][] = [
  ['orderId', 'a string', text],
  ['degraded', 'true or false', (value) => typeof value === 'boolean'],
  ['lines', 'a list', Array.isArray],
];

const LINE: readonly [path: string, what: string, rule: Rule][] = [
  ['productId', 'a string', text],
  ['quantity', 'a number', number],
  ['product.name', 'a string or null', orNull(text)],
  ['product.priceCents', 'a number or null', orNull(number)],
  ['product.source', '"live", "cache" or "none"', oneOf('live', 'cache', 'none')],
  ['product.fetchedAt', 'a time or null', orNull((value) => text(value) && !Number.isNaN(Date.parse(value as string)))],
  ['rating.value', 'a number or null', orNull(number)],
  ['rating.source', '"live" or "none"', oneOf('live', 'none')],
];

/** The order in a reply's JSON, or what is wrong with it, as the end of a sentence. */
export function readOrder(json: unknown): Order | string {
  const problem = broken(json, ORDER, '');
  if (problem !== undefined) return problem;
  const order = json as Order;
  for (const [index, line] of order.lines.entries()) {
    const inLine = broken(line, LINE, `lines[${index}].`);
    if (inLine !== undefined) return inLine;
  }
  return order;
}

function broken(json: unknown, rules: typeof ORDER, prefix: string): string | undefined {
  for (const [path, what, rule] of rules) {
    const value = at(json, path);
    if (!rule(value)) return `${prefix}${path} should be ${what}, is ${JSON.stringify(value) ?? 'missing'}`;
  }
  return undefined;
}

function at(json: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, key) =>
        typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined,
      json,
    );
}
