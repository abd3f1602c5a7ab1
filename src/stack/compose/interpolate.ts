export type Variables = Readonly<Record<string, string | undefined>>;

/** Why a text could not be filled in; the caller knows file and line. */
class InterpolationError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'InterpolationError';
  }
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]*/;
const OPERATOR = /^(:-|:\?|:\+|-|\?|\+)/;

/**
 * Fills in `${X}`, `$X`, `${X:-default}`, `${X-default}`, `${X:?message}`, `${X?message}`, `${X:+other}`, `${X+other}` and `$$`
 * as the Compose specification (Interpolation) says; defaults may hold variables again. An unset variable without default is empty.
 * @throws InterpolationError for a required variable that is missing, and for bad syntax
 */
export function interpolate(text: string, variables: Variables): string {
  let out = '';
  let rest = text;
  for (let at = rest.indexOf('$'); at >= 0; at = rest.indexOf('$')) {
    out += rest.slice(0, at);
    const reference = readReference(rest.slice(at));
    out += reference.kind === 'dollar' ? '$' : filled(reference, variables);
    rest = rest.slice(at + reference.length);
  }
  return out + rest;
}

/** All variables named in a text, with the default of the first mention, in the order of mention. */
export function references(text: string): Map<string, string | undefined> {
  const found = new Map<string, string | undefined>();
  let rest = text;
  for (let at = rest.indexOf('$'); at >= 0; at = rest.indexOf('$')) {
    const reference = readReference(rest.slice(at));
    rest = rest.slice(at + reference.length);
    if (reference.kind === 'dollar') continue;
    const isDefault = reference.operator === ':-' || reference.operator === '-';
    if (!found.has(reference.name)) found.set(reference.name, isDefault ? reference.argument : undefined);
    for (const [name, value] of references(reference.argument)) if (!found.has(name)) found.set(name, value);
  }
  return found;
}

type Reference =
  | { readonly kind: 'dollar'; readonly length: number }
  | {
      readonly kind: 'variable';
      readonly length: number;
      readonly name: string;
      readonly operator: string;
      readonly argument: string;
    };

/** Reads what begins with the `$` at the start of `text`. */
function readReference(text: string): Reference {
  if (text[1] === '$') return { kind: 'dollar', length: 2 };
  const braced = text[1] === '{';
  const start = braced ? 2 : 1;
  const name = NAME.exec(text.slice(start))?.[0];
  if (name === undefined)
    throw new InterpolationError(`"${text.slice(0, 12)}" is no variable; write $$ for a dollar sign`);
  if (!braced) return { kind: 'variable', length: start + name.length, name, operator: '', argument: '' };
  const end = closingBrace(text);
  const tail = text.slice(start + name.length, end);
  const operator = OPERATOR.exec(tail)?.[0] ?? '';
  if (operator === '' && tail !== '')
    throw new InterpolationError(`"${text.slice(0, end + 1)}" has an operator that Compose does not know`);
  return { kind: 'variable', length: end + 1, name, operator, argument: tail.slice(operator.length) };
}

function closingBrace(text: string): number {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '$' && text[i + 1] === '{') depth++;
    else if (text[i] === '}' && --depth === 0) return i;
  }
  throw new InterpolationError(`"${text}" has no closing brace`);
}

function filled(reference: Reference & { kind: 'variable' }, variables: Variables): string {
  const { name, operator, argument } = reference;
  const value = variables[name];
  // With a colon, empty counts as unset.
  const present = operator.startsWith(':') ? value !== undefined && value !== '' : value !== undefined;
  switch (operator.at(-1)) {
    case '-':
      return present ? (value ?? '') : interpolate(argument, variables);
    case '+':
      return present ? interpolate(argument, variables) : '';
    case '?':
      if (!present) throw new InterpolationError(`variable ${name} is required: ${argument || 'it has no value'}`);
      return value ?? '';
    default:
      return value ?? '';
  }
}
