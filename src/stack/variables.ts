import { randomBytes } from 'node:crypto';
import { isPair, isScalar, isSeq, visit } from 'yaml';
import { parseCompose, resolved } from './compose/document.ts';
import { references } from './compose/interpolate.ts';

/** Variables of a Compose file that stand where a port of this machine belongs, in the order of the file. */
export function portVariables(text: string, file = 'compose.yaml'): string[] {
  const { document } = parseCompose(text, file);
  const names = new Set<string>();
  visit(document, {
    Pair(_, pair) {
      const list = isScalar(pair.key) && pair.key.value === 'ports' ? resolved(document, pair.value) : undefined;
      if (!isSeq(list)) return;
      for (const item of list.items) {
        // `127.0.0.1:${S0_PORT}:5432`: what stands between the address and the container's port.
        const middle = isScalar(item) ? /^[^:$]*:(\$.*):\d+(?:\/tcp)?$/.exec(String(item.value))?.[1] : undefined;
        for (const name of references(middle ?? '').keys()) names.add(name);
      }
    },
  });
  return [...names];
}

/** Variables of a Compose file that hold a password (`*_PASSWORD`), in the order of the file. */
export function secretVariables(text: string, file = 'compose.yaml'): string[] {
  const { document } = parseCompose(text, file);
  const names = new Set<string>();
  visit(document, {
    Scalar(_, node, path) {
      const parent = path.at(-1);
      if (typeof node.value !== 'string' || (isPair(parent) && parent.key === node)) return;
      for (const name of references(node.value).keys()) if (name.endsWith('_PASSWORD')) names.add(name);
    },
  });
  return [...names];
}

/**
 * The contents of `.env` for a new start: fresh ports (one per port variable, in order), passwords kept or drawn at random,
 * everything else kept.
 * @throws Error when there are fewer ports than port variables (a bug of the caller)
 */
export function fillVariables(
  text: string,
  existing: Readonly<Record<string, string>>,
  ports: readonly number[],
): Record<string, string> {
  const filled: Record<string, string> = { ...existing };
  for (const [index, name] of portVariables(text).entries()) {
    const port = ports[index];
    if (port === undefined) throw new Error(`no port was given for ${name}`);
    filled[name] = String(port);
  }
  // Hexadecimal: goes into URLs, .env files and shells without quoting.
  for (const name of secretVariables(text)) filled[name] ||= randomBytes(12).toString('hex');
  return filled;
}

/** Text of a `.env` file that Docker Compose and {@link parseEnvFile} read back to the same values. */
export function envFileText(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) => `${name}=${/^[\w./:@%+,-]*$/.test(value) ? value : quoted(value)}\n`)
    .join('');
}

function quoted(value: string): string {
  // Single quotes keep everything as it is; a value that holds them goes into double quotes with escapes.
  if (!/['\n]/.test(value)) return `'${value}'`;
  return `"${value.replace(/[\\"$]/g, '\\$&').replace(/\n/g, '\\n')}"`;
}

/** Reads a `.env` file: `NAME=value`, comments, optional `export`, single or double quotes. Lines of no meaning are passed over. */
export function parseEnvFile(text: string): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const line of text.split(/\r?\n/)) {
    const [, name, raw = ''] = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (name !== undefined) variables[name] = unquoted(raw);
  }
  return variables;
}

function unquoted(raw: string): string {
  const single = /^'([^']*)'/.exec(raw)?.[1];
  if (single !== undefined) return single;
  const double = /^"((?:[^"\\]|\\.)*)"/.exec(raw)?.[1];
  if (double !== undefined) return double.replace(/\\(.)/g, (_, c: string) => (c === 'n' ? '\n' : c));
  return raw.replace(/\s+#.*$/, '');
}
