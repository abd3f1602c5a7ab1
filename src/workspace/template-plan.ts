import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePorts } from '../host/ports.ts';
import { planStack } from '../stack/compose.ts';
import type { StackPlan } from '../stack/types.ts';
import { fillVariables, portVariables } from '../stack/variables.ts';

/**
 * A lab's infrastructure as its template describes it, on free ports, for whoever needs it outside any workspace; its data would
 * go to `dir`. Whoever only looks at the plan can do without ports that are really free.
 * @throws ArchlabError WORKSPACE_COMPOSE
 */
export async function planOfTemplate(
  template: string,
  lab: string,
  dir: string,
  id: string,
  portsFor: (count: number) => Promise<number[]> = freePorts,
): Promise<StackPlan> {
  const file = join(template, 'compose.yaml');
  const text = await readFile(file, 'utf8');
  const variables = fillVariables(text, {}, await portsFor(portVariables(text).length));
  return planStack({ text, file, dir, workspaceId: id, lab, variables });
}
