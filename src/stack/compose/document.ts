import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml';
import { ArchlabError, messageOf } from '../../errors/error.ts';
import { interpolate, type Variables } from './interpolate.ts';

/** A Compose file, parsed, with a way to say where something is. */
export interface ComposeDocument {
  readonly document: Document;
  /** An error that points at the line of `node`. */
  fault(node: unknown, message: string, fix?: string): ArchlabError;
}

/** @throws ArchlabError WORKSPACE_COMPOSE with file and line when the text is no YAML */
export function parseCompose(text: string, file: string): ComposeDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true });
  const faultAt = (offset: number | undefined, message: string, fix?: string) => {
    const line = offset === undefined ? undefined : lines.linePos(offset).line;
    const source = line === undefined ? undefined : text.split('\n')[line - 1]?.trim();
    return new ArchlabError('WORKSPACE_COMPOSE', `${file}${line === undefined ? '' : `:${line}`}: ${message}`, {
      ...(fix === undefined ? {} : { fix }),
      ...(source ? { details: [source] } : {}),
    });
  };
  const first = document.errors[0];
  if (first) throw faultAt(first.pos[0], first.message.split('\n')[0]?.replace(/:$/, '') ?? 'not valid YAML');
  return { document, fault: (node, message, fix) => faultAt(offsetOf(node), message, fix) };
}

function offsetOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

/** Replaces the variables in every value (never in keys), in place. @throws ArchlabError WORKSPACE_COMPOSE */
export function fillIn(compose: ComposeDocument, variables: Variables): void {
  visit(compose.document, {
    Scalar(key, node) {
      if (key === 'key' || typeof node.value !== 'string' || !node.value.includes('$')) return;
      try {
        node.value = interpolate(node.value, variables);
      } catch (error) {
        throw compose.fault(node, `${messageOf(error)}.`, 'Put the variable into the .env file of the workspace.');
      }
    },
  });
}

/** The node behind an alias (`*name`), or the node itself. */
export function resolved(document: Document, node: unknown): Node | undefined {
  if (isAlias(node)) return node.resolve(document);
  return isNode(node) ? node : undefined;
}

/** The value of `key` in a map, looking through aliases and merged maps (`<<`). */
export function child(document: Document, parent: unknown, key: string): Node | undefined {
  const map = resolved(document, parent);
  if (!isMap(map)) return undefined;
  let merged: Node | undefined;
  for (const pair of map.items) {
    const name = isScalar(pair.key) ? String(pair.key.value) : undefined;
    if (name === key) return resolved(document, pair.value);
    if (isMergeKey(pair.key)) {
      const sources = resolved(document, pair.value);
      for (const source of isSeq(sources) ? sources.items : [sources]) merged ??= child(document, source, key);
    }
  }
  return merged;
}

function isMergeKey(key: unknown): boolean {
  // The parser turns `<<` into a symbol of this name.
  return isScalar(key) && (key.value === '<<' || (typeof key.value === 'symbol' && key.value.description === '<<'));
}

/** Names and nodes of the services, in the order of the file. @throws ArchlabError WORKSPACE_COMPOSE when there are none */
export function serviceNodes(compose: ComposeDocument): Array<{ name: string; key: unknown; node: Node }> {
  const services = child(compose.document, compose.document.contents, 'services');
  if (!isMap(services) || services.items.length === 0)
    throw compose.fault(services ?? compose.document.contents, 'there is no service under "services".');
  return services.items.map((pair) => {
    const node = resolved(compose.document, pair.value);
    const name = isScalar(pair.key) ? String(pair.key.value) : '';
    if (!isMap(node)) throw compose.fault(pair.key, `service "${name}" is no map.`);
    return { name, key: pair.key, node };
  });
}

/** Plain value of a node, aliases resolved. */
export function plain(document: Document, node: Node | undefined): unknown {
  return node === undefined ? undefined : node.toJS(document);
}
