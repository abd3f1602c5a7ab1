import { type Token, tokenize } from './tokens.ts';

/** What one SQL statement is. */
export interface Statement {
  readonly sql: string;
  /** First keyword in lower case, behind comments, parentheses and CTEs; '' for an empty statement. */
  readonly verb: string;
  /** Whether it touches data of the application; see `PgStatement.data`. */
  readonly data: boolean;
}

/** Statements that never touch data. PREPARE only names a statement (and PREPARE TRANSACTION is transaction control). */
const CONTROL = new Set(
  'begin start commit end rollback abort savepoint release prepare set show reset discard deallocate listen unlisten close'.split(
    ' ',
  ),
);
const MAIN_VERBS = new Set(['select', 'insert', 'update', 'delete', 'merge', 'values', 'table']);
const WRITES = new Set(['insert', 'update', 'delete', 'merge']);
/** What ends the list of relations that FROM begins. */
const AFTER_FROM = new Set(
  'where group having window order limit offset fetch for union intersect except on using returning set'.split(' '),
);
const NOT_A_RELATION = new Set(['lateral', 'only', 'select', 'values']);
/** Functions and words a SELECT without FROM may use and still touch nothing; those of PostgreSQL itself begin with `pg_`. */
const HARMLESS = new Set(
  'select as true false null version now current_setting set_config current_database current_schema current_user session_user user current_timestamp current_date inet_server_addr inet_server_port'.split(
    ' ',
  ),
);

/**
 * The statements of a simple query, in order, as the server will number them: empty ones between semicolons do not count,
 * but a text with nothing in it is one empty statement. Not understood: semicolons inside `BEGIN ATOMIC … END`.
 */
export function statementsOf(text: string): Statement[] {
  const tokens = tokenize(text);
  const statements: Statement[] = [];
  let depth = 0;
  let first = 0;
  let from = 0;
  const cut = (next: number, end: number) => {
    if (next > first) statements.push(classify(text.slice(from, end).trim(), tokens.slice(first, next)));
  };
  tokens.forEach((token, index) => {
    if (token.kind !== 'symbol') return;
    if (token.text === '(') depth += 1;
    else if (token.text === ')') depth -= 1;
    else if (token.text === ';' && depth <= 0) {
      cut(index, token.from);
      first = index + 1;
      from = token.to;
    }
  });
  cut(tokens.length, text.length);
  return statements.length > 0 ? statements : [{ sql: text.trim(), verb: '', data: false }];
}

/** One statement, as in the extended protocol, where there is exactly one to a text. */
export function statementOf(sql: string): Statement {
  const [first] = statementsOf(sql);
  return first ? { ...first, sql } : { sql, verb: '', data: false };
}

function classify(sql: string, tokens: readonly Token[]): Statement {
  const verb = verbOf(tokens);
  if (CONTROL.has(verb)) return { sql, verb, data: false };
  if (verb !== 'select') return { sql, verb, data: true };
  return { sql, verb, data: writesInside(tokens) || !touchesNothing(tokens) };
}

function verbOf(tokens: readonly Token[]): string {
  const start = tokens.findIndex(({ text }) => text !== '(');
  const first = tokens[start];
  if (first?.kind !== 'word') return first?.text ?? '';
  if (first.text !== 'with') return first.text;
  let depth = 0;
  for (const { kind, text } of tokens.slice(start)) {
    if (text === '(' && kind === 'symbol') depth += 1;
    else if (text === ')' && kind === 'symbol') depth -= 1;
    else if (depth === 0 && kind === 'word' && MAIN_VERBS.has(text)) return text;
  }
  return 'with';
}

/** `WITH gone AS (DELETE …) SELECT …` reads like a SELECT and writes. */
function writesInside(tokens: readonly Token[]): boolean {
  return tokens.some(({ kind, text }, i) => kind === 'word' && WRITES.has(text) && tokens[i - 1]?.text === '(');
}

function touchesNothing(tokens: readonly Token[]): boolean {
  const relations = relationsOf(tokens);
  if (relations.length > 0) return relations.every(isCatalogue);
  return tokens.every((token, i) => {
    if (token.kind !== 'word' && token.kind !== 'name') return true;
    const known = token.kind === 'word' && (HARMLESS.has(token.text) || token.text.startsWith('pg_'));
    return known || isLabel(tokens[i - 1]);
  });
}

/** Whether what stands behind this token is a column label or a type: `1 AS ok`, `1 ok`, `version() v`, `'x'::text`. */
function isLabel(before: Token | undefined): boolean {
  if (before?.kind === 'word') return before.text === 'as';
  if (before?.kind === 'symbol') return before.text === ')' || before.text === ':';
  return before?.kind === 'number' || before?.kind === 'string' || before?.kind === 'parameter';
}

const isCatalogue = (relation: string) => /^(pg_|information_schema$)/.test(relation);

/** First part of each relation named after FROM, JOIN or a comma between them, at any depth, without the names of CTEs. */
function relationsOf(tokens: readonly Token[]): string[] {
  const ctes = new Set(tokens.filter((_, i) => beginsCte(tokens, i)).map(({ text }) => text));
  const lists = new FromLists();
  for (const token of tokens) lists.read(token);
  return lists.relations.filter((relation) => !ctes.has(relation));
}

class FromLists {
  readonly relations: string[] = [];
  /** For each open parenthesis: whether a FROM list is being read there. */
  readonly #listing = [false];
  /** Whether the next word names a relation. */
  #expected = false;

  read({ kind, text }: Token): void {
    if (kind === 'symbol') this.#symbol(text);
    else if (this.#expected && !NOT_A_RELATION.has(text)) {
      this.relations.push(text);
      this.#expected = false;
    } else if (kind === 'word') this.#word(text);
  }

  #word(text: string): void {
    const begins = text === 'from' || text === 'join';
    if (begins) this.#expected = true;
    else if (text === 'select' || text === 'values') this.#expected = false;
    if (begins || AFTER_FROM.has(text)) this.#listing[this.#listing.length - 1] = begins;
  }

  #symbol(text: string): void {
    if (text === '(') {
      // `FROM (a JOIN b …)`: what stands in the parenthesis is still a list; a subselect there says so itself.
      this.#listing.push(this.#expected);
    } else if (text === ')') {
      if (this.#listing.length > 1) this.#listing.pop();
      this.#expected = false;
    } else if (text === ',' && this.#listing.at(-1)) this.#expected = true;
  }
}

/** `name AS [NOT] [MATERIALIZED] (` */
function beginsCte(tokens: readonly Token[], at: number): boolean {
  if (tokens[at + 1]?.text !== 'as') return false;
  let next = at + 2;
  while (tokens[next]?.text === 'not' || tokens[next]?.text === 'materialized') next += 1;
  return tokens[next]?.text === '(';
}
