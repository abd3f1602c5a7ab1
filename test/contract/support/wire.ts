/** Messages of the PostgreSQL protocol (PostgreSQL 17 manual, section 53.7), for tests that pipeline by hand. */

function message(type: string, ...parts: (Buffer | string)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(`${part}\0`) : part)));
  const header = Buffer.alloc(type.length + 4);
  header.write(type, 'latin1');
  header.writeUInt32BE(body.length + 4, type.length);
  return Buffer.concat([header, body]);
}

const bytes = (...values: number[]) => Buffer.from(values);

export const startup = (user: string, database: string) =>
  message('', bytes(0, 3, 0, 0), 'user', user, 'database', database, bytes(0));
export const query = (sql: string) => message('Q', sql);
export const parse = (name: string, sql: string) => message('P', name, sql, bytes(0, 0));
/** Without parameters. */
export const bind = (portal: string, statement: string) => message('B', portal, statement, bytes(0, 0, 0, 0, 0, 0));
export const execute = (portal: string) => message('E', portal, bytes(0, 0, 0, 0));
export const sync = () => message('S');
