import { join } from 'node:path';
import type { Lab } from '../grading/types.ts';
import { readTextIfAny } from '../host/files.ts';
import type { Host } from '../host/host.ts';
import type { LabEntry } from './types.ts';

/** The parts of a lab by name. */
export interface Outline {
  readonly instances: readonly string[];
  readonly roles: readonly string[];
  readonly steps: readonly {
    readonly id: string;
    readonly title: string;
    readonly checks: readonly { readonly id: string; readonly title: string }[];
  }[];
}

/** Taken when archlab is built (dist/outlines.json): loading a lab's code for the names in it would take too long. */
export function outlineOf({ contract, steps }: Lab): Outline {
  return {
    instances: contract.instances,
    roles: contract.roles,
    steps: steps.map(({ id, title, checks }) => ({
      id,
      title,
      checks: checks.map((check) => ({ id: check.id, title: check.title })),
    })),
  };
}

/** Of a lab pack's lab only what its labs.yaml says: its code must not run because somebody looks for a name. */
export async function readOutline(host: Pick<Host, 'dirs'>, entry: Pick<LabEntry, 'id' | 'steps'>): Promise<Outline> {
  const text = (await readTextIfAny(join(host.dirs.package, 'dist', 'outlines.json'))) ?? '{}';
  const own = (JSON.parse(text) as Record<string, Outline>)[entry.id];
  return own ?? { instances: [], roles: [], steps: entry.steps.map((step) => ({ ...step, checks: [] })) };
}
