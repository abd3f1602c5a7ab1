import { Ajv, type ErrorObject } from 'ajv';
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import type { ErrorCode } from '../errors/codes.ts';
import { ArchlabError } from '../errors/error.ts';
import { nearestOf } from './nearest.ts';

interface Source {
  /** As shown to people. */
  readonly file: string;
  readonly text: string;
  readonly schema: object;
  /** The error to throw. */
  readonly code: ErrorCode;
}

/**
 * Parses YAML and validates it against a JSON Schema.
 * @throws ArchlabError with `code`: file, line, what is wrong there, and the nearest valid word where one was misspelt
 */
export function parseValidated<T>({ file, text, schema, code }: Source): T {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [syntax] = document.errors;
  if (syntax) {
    const { line, col } = lines.linePos(syntax.pos[0]);
    throw invalid(code, file, line, `${syntax.message} (column ${col})`, text);
  }
  const value: unknown = document.toJS();
  const validate = new Ajv({ allErrors: true, verbose: true, strict: false, allowUnionTypes: true }).compile(schema);
  if (validate(value)) return value as T;
  const error = mostTelling(validate.errors ?? []);
  throw invalid(code, file, lineOf(document, lines, error), explain(error, value), text);
}

function invalid(code: ErrorCode, file: string, line: number, what: string, text: string): ArchlabError {
  const shown = text.split('\n')[line - 1];
  return new ArchlabError(
    code,
    `${file}, line ${line}: ${what}`,
    shown?.trim() ? { details: [`${line} | ${shown}`] } : {},
  );
}

/** A misspelt property explains the missing one beside it, so it comes first; `anyOf` summaries say nothing. */
function mostTelling(errors: readonly ErrorObject[]): ErrorObject {
  const telling = errors.filter((error) => error.keyword !== 'anyOf' && error.keyword !== 'oneOf');
  const found = telling.find((error) => error.keyword === 'additionalProperties') ?? telling[0] ?? errors[0];
  if (!found) throw new Error('validation failed without an error');
  return found;
}

function lineOf(document: Document, lines: LineCounter, error: ErrorObject): number {
  const path = segments(error);
  for (let depth = path.length; depth >= 0; depth--) {
    const node = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

function segments(error: ErrorObject): string[] {
  const path = error.instancePath.split('/').slice(1);
  return error.keyword === 'additionalProperties' ? [...path, String(error.params.additionalProperty)] : path;
}

function explain(error: ErrorObject, root: unknown): string {
  const where = error.instancePath === '' ? 'the file' : error.instancePath.slice(1).replaceAll('/', '.');
  switch (error.keyword) {
    case 'additionalProperties': {
      const wrong = String(error.params.additionalProperty);
      return `unknown key "${wrong}" in ${where}${suggest(wrong, Object.keys((error.parentSchema?.properties ?? {}) as object))}`;
    }
    case 'required':
      return `${where} lacks "${String(error.params.missingProperty)}"`;
    case 'enum': {
      const allowed = (error.params.allowedValues as unknown[]).map(String);
      return `${where} is "${String(valueAt(root, error.instancePath))}"; allowed: ${allowed.join(', ')}.${nearestOf(String(valueAt(root, error.instancePath)), allowed)}`;
    }
    default:
      return `${where} ${error.message ?? 'is not valid'}`;
  }
}

/** What was probably meant; where nothing is near, all that is known. */
function suggest(wrong: string, known: readonly string[]): string {
  if (known.length === 0) return '';
  return `.${nearestOf(wrong, known) || ` Known: ${known.join(', ')}.`}`;
}

function valueAt(root: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>(
      (value, key) =>
        typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined,
      root,
    );
}
