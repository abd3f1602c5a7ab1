import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { statementOf, statementsOf } from './sql.ts';

const seen = (text: string) => statementsOf(text).map(({ verb, data }) => `${verb}${data ? '' : ' (no data)'}`);

describe('statementsOf', () => {
  test.each([
    'BEGIN',
    'start transaction isolation level serializable',
    'COMMIT',
    'end',
    'ROLLBACK TO SAVEPOINT a',
    'SAVEPOINT a',
    'RELEASE a',
    "SET statement_timeout = '1s'",
    'SHOW server_version',
    'RESET ALL',
    'DISCARD ALL',
    'DEALLOCATE x',
    'LISTEN topology',
    'SELECT 1',
    'select 1 as ok',
    'select 1 ok',
    '(select 1)',
    '-- ping\nselect 1;',
    '/* a /* nested */ ; */ select 1',
    'SELECT version()',
    'select version() v, current_database()',
    "select current_setting('server_version_num')::int",
    "SELECT set_config('search_path', 'public', false)",
    'SELECT pg_is_in_recovery()',
    'select pg_advisory_xact_lock($1)',
    'SELECT typname FROM pg_type',
    'SELECT t.oid FROM pg_catalog.pg_type AS t JOIN pg_namespace n ON n.oid = t.typnamespace, pg_class c WHERE true',
    'SELECT x.* FROM (SELECT oid FROM pg_proc) AS x LEFT JOIN pg_type USING (oid)',
    "select table_name from information_schema.tables where table_name = 'users'",
    'WITH x AS (SELECT oid FROM pg_class) SELECT * FROM x',
  ])('%s touches no data', (sql) => {
    expect(statementsOf(sql)).toEqual([expect.objectContaining({ data: false })]);
  });

  test.each([
    ['SELECT * FROM users', 'select'],
    ['select id from users where id = $1 -- from pg_class', 'select'],
    ['SELECT c.relname FROM pg_class c, users u', 'select'],
    ['SELECT 1 FROM pg_class c JOIN (users u CROSS JOIN pg_type) ON true', 'select'],
    ['SELECT (SELECT count(*) FROM users) FROM pg_class', 'select'],
    ['SELECT * FROM ONLY users', 'select'],
    ['SELECT * FROM "pg_like".x', 'select', false],
    ['SELECT my_function(1)', 'select'],
    ["SELECT nextval('s')", 'select'],
    ['WITH e AS (INSERT INTO events VALUES (1) RETURNING 1) SELECT 1', 'select'],
    ['WITH e AS (SELECT 1), f AS MATERIALIZED (SELECT 2) UPDATE users SET name = 1', 'update'],
    ['with recursive r(n) as (select 1) insert into t select n from r', 'insert'],
    ['/* x */ -- y\n INSERT INTO users VALUES ($1)', 'insert'],
    ['delete from users', 'delete'],
    ['copy users from stdin', 'copy'],
    ['EXECUTE s(1)', 'execute'],
    ['FETCH 10 FROM c', 'fetch'],
    ['TABLE users', 'table'],
    ['CREATE TABLE x (a int)', 'create'],
    ['MERGE INTO users u USING s ON true WHEN MATCHED THEN DO NOTHING', 'merge'],
    ["SELECT 'a -- b' || name FROM users", 'select'],
  ])('%s', (sql, verb, data = true) => {
    expect(statementsOf(sql)).toEqual([{ sql, verb, data }]);
  });

  test('splits at top-level semicolons only', () => {
    expect(seen('begin; update t set a = 1; commit')).toEqual(['begin (no data)', 'update', 'commit (no data)']);
    expect(seen(`insert into t values ('a;b', E'\\';', "c;d", $x$;$x$, $$;$$, ';''');; select 1;`)).toEqual([
      'insert',
      'select (no data)',
    ]);
    expect(seen('create rule r as on insert to t do (delete from a; delete from b)')).toEqual(['create']);
    expect(statementsOf(' a ; b ').map(({ sql }) => sql)).toEqual(['a', 'b']);
  });

  test('an empty text is one empty statement', () => {
    for (const sql of ['', ' ; ', '-- ping']) expect(seen(sql)).toEqual([' (no data)']);
  });

  test('statementOf keeps the text as it was sent', () => {
    expect(statementOf(' select * from t; ')).toEqual({ sql: ' select * from t; ', verb: 'select', data: true });
  });

  test('any text at all gives at least one statement, in time proportional to its length', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => statementsOf(text).length > 0));
    const pieces = fc.constantFrom(
      "'",
      '"',
      '$$',
      '$a$',
      '/*',
      '*/',
      '--',
      '\n',
      ';',
      '(',
      ')',
      'E',
      '\\',
      'from',
      ' ',
      ',',
    );
    fc.assert(fc.property(fc.array(pieces, { maxLength: 60 }), (list) => statementsOf(list.join('')).length > 0));
    const long = `insert into t values ('${'x'.repeat(5_000_000)}')`;
    expect(statementsOf(long)[0]?.verb).toBe('insert');
  });
});
