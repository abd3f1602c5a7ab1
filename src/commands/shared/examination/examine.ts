import { findLab, loadCatalogue } from '../../../catalogue/catalogue.ts';
import type { LabEntry } from '../../../catalogue/types.ts';
import type { Host } from '../../../host/host.ts';
import { homeOf } from '../../../packs/home.ts';
import { labPaths } from '../../../packs/paths.ts';
import type { StackPlan } from '../../../stack/types.ts';
import { planOfTemplate } from '../../../workspace/template-plan.ts';
import type { App } from '../../command.ts';
import { examineDocker } from './docker.ts';
import type { Examination } from './finding.ts';
import { examineLabs } from './labs.ts';
import { examineLeftovers } from './leftovers.ts';
import { examineLocal } from './local.ts';
import { examineMachine, ONLY_WSL } from './machine.ts';

/** A lab and its infrastructure. */
export interface PlannedLab {
  readonly entry: LabEntry;
  readonly plan: StackPlan;
}

/** Looks at everything archlab needs of this machine, for one lab or for all. @throws ArchlabError USAGE_UNKNOWN_LAB */
export async function examine(app: App, lab: string | undefined): Promise<Examination> {
  if (app.host.platform === 'win32') return { findings: [ONLY_WSL], labs: [] };
  const catalogue = await loadCatalogue(app.host);
  const entries =
    lab === undefined ? catalogue.chapters.flatMap(({ labs: all }) => all) : [(await findLab(catalogue, lab)).lab];
  const labs = await Promise.all(entries.map(async (entry) => ({ entry, plan: await planOf(app.host, entry.id) })));
  const [machine, docker, local] = await Promise.all([
    examineMachine(app, entries),
    examineDocker(app.host, labs),
    examineLocal(app.host, labs),
  ]);
  const fitness = examineLabs(labs, { docker, local, memory: machine.memory });
  // Without Docker, whatever the local engine can run can be run.
  const needed = fitness.some(({ state }) => state === 'bad');
  const dockerFindings = docker.findings.map((finding) => ({
    ...finding,
    state: finding.state === 'bad' && !needed ? ('fair' as const) : finding.state,
  }));
  return {
    findings: [...machine.findings, ...(await examineLeftovers(app.host, docker.workspaces)), ...dockerFindings],
    labs: fitness,
  };
}

/** Its ports are only there to be looked at: that some are free is a finding of its own. */
async function planOf(host: Host, lab: string): Promise<StackPlan> {
  const { template } = labPaths(homeOf(host, lab), lab);
  const ports = async (count: number) => Array.from({ length: count }, (_, index) => 20_000 + index);
  return planOfTemplate(template, lab, template, 'doctor', ports);
}
