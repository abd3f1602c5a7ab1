import { strings } from './messages.ts';

/** Prepared statements and portals of one connection, so that each message is known by the SQL it belongs to. */
export class Names {
  readonly #statements = new Map<string, string>();
  readonly #portals = new Map<string, string>();
  /** Text of the last Query or Execute: what CopyData belongs to. */
  #running = '';

  /** Takes note of a message from the client and returns the SQL text it belongs to. */
  read(type: string, message: Buffer): string {
    switch (type) {
      case 'Q': {
        const [sql = ''] = strings(message, 1);
        // The unnamed statement does not survive a simple query.
        this.#statements.delete('');
        this.#running = sql;
        return sql;
      }
      case 'P': {
        const [name = '', sql = ''] = strings(message, 2);
        this.#statements.set(name, sql);
        return sql;
      }
      case 'B': {
        const [portal = '', statement = ''] = strings(message, 2);
        const sql = this.#statements.get(statement) ?? '';
        this.#portals.set(portal, sql);
        return sql;
      }
      case 'E': {
        const [portal = ''] = strings(message, 1);
        this.#running = this.#portals.get(portal) ?? '';
        return this.#running;
      }
      case 'D':
        return this.#named(message).get(strings(message, 1, 6)[0] ?? '') ?? '';
      case 'C':
        return this.#close(message);
      case 'd':
      case 'c':
      case 'f':
        return this.#running;
      default:
        return '';
    }
  }

  #close(message: Buffer): string {
    const names = this.#named(message);
    const [name = ''] = strings(message, 1, 6);
    const sql = names.get(name) ?? '';
    names.delete(name);
    return sql;
  }

  /** Describe and Close say in their first byte whether they mean a statement or a portal. */
  #named(message: Buffer): Map<string, string> {
    return message[5] === 0x53 ? this.#statements : this.#portals;
  }
}
