import { byId } from './memory.ts';
import { isFinal, type Saga } from './steps.ts';

export class Leases {
  readonly #taken = new Set<string>();

  async claim(): Promise<Saga[]> {
    const free = [...byId.values()].filter(({ id, step }) => !isFinal(step) && !this.#taken.has(id));
    for (const { id } of free) this.#taken.add(id);
    return free;
  }

  async renew(ids: string[]): Promise<string[]> {
    return ids;
  }
}
