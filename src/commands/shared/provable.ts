import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findLab, loadCatalogue, loadLab } from '../../catalogue/catalogue.ts';
import { packCatalogue } from '../../catalogue/packs.ts';
import type { LabEntry } from '../../catalogue/types.ts';
import { ArchlabError } from '../../errors/error.ts';
import type { Lab } from '../../grading/types.ts';
import type { Host } from '../../host/host.ts';
import { nearestOf } from '../../host/nearest.ts';
import { newest } from '../../packs/build.ts';
import { homeOf } from '../../packs/home.ts';
import { labPaths } from '../../packs/paths.ts';
import { listProofs, type Proof } from '../../proving/proof.ts';
import { whatIsUnproved } from '../../proving/soundness.ts';
import { type LeftOut, missingLanguages } from '../../proving/starters.ts';
import type { StackPlan } from '../../stack/types.ts';
import { planOfTemplate } from '../../workspace/template-plan.ts';

/** A lab whose proofs are complete and can be run. */
export interface Provable {
  readonly entry: LabEntry;
  readonly lab: Lab;
  readonly home: string;
  readonly paths: ReturnType<typeof labPaths>;
  readonly plan: StackPlan;
  readonly proofs: readonly Proof[];
  readonly languages: readonly string[];
  /** Languages whose solutions cannot be run here. */
  readonly leftOut: readonly LeftOut[];
}

/** The lab that is named, or all labs of the nearest pack; in a clone of archlab, all of its own. @throws ArchlabError */
export async function labsToProve(host: Host, named: string | undefined): Promise<readonly LabEntry[]> {
  if (named !== undefined) return [(await findLab(await loadCatalogue(host), named)).lab];
  const [pack] = host.packs ?? [];
  if (pack !== undefined) return (await packCatalogue(pack)).chapters.flatMap(({ labs }) => labs);
  if (`${host.cwd}/`.startsWith(`${host.dirs.package}/`)) {
    return (await loadCatalogue(host)).chapters.flatMap(({ labs }) => labs);
  }
  throw new ArchlabError('PACK_NONE', 'This folder is in no lab pack, and no lab was named.');
}

/**
 * Everything about a lab that can be told without running it.
 * @throws ArchlabError PACK_BUILD, PACK_INVALID, PACK_UNPROVED, USAGE when `only` names no solution
 */
export async function provable(
  host: Host,
  entry: LabEntry,
  only: readonly string[],
  signal: AbortSignal,
): Promise<Provable> {
  const home = homeOf(host, entry.id);
  const paths = labPaths(home, entry.id);
  if (home === host.dirs.package) await demandClone(home, paths);
  demandFiles(entry, paths);
  const plan = await demandPlan(entry, paths);
  const lab = await loadLab(host, entry.id);
  const checks = lab.steps.flatMap((step) => step.checks.map(({ id }) => id));
  const proofs = await listProofs(paths.proofs, { languages: entry.languages, checks });
  const unproved = whatIsUnproved(entry, lab, proofs, { right: 1, nothing: 1 });
  if (unproved.length > 0) {
    throw new ArchlabError('PACK_UNPROVED', `The proofs of ${entry.id} are not complete:`, {
      details: unproved,
      fix: `Correct labs.yaml or lab.ts, or add solutions under ${paths.proofs} (docs/proofs.md).`,
    });
  }
  const leftOut = await missingLanguages(paths.template, entry.languages, host, signal);
  const languages = entry.languages.filter((one) => !leftOut.some(({ language }) => language === one));
  const here = proofs.filter(({ language }) => languages.includes(language));
  return { entry, lab, home, paths, plan, proofs: selected(here, only), languages, leftOut };
}

/** archlab's own labs are built with archlab; what is proved must be what stands in the source. */
async function demandClone(home: string, { proofs, source, code }: Provable['paths']): Promise<void> {
  if (!existsSync(proofs)) {
    throw new ArchlabError('PACK_UNPROVED', "The published package does not carry the proofs of archlab's own labs.", {
      fix: 'Clone the repository of archlab and run the command there.',
    });
  }
  const built = await newest(code);
  if ((await newest(source)) > built || (await newest(join(home, 'src', 'kit.ts'))) > built) {
    throw new ArchlabError('PACK_BUILD', `${code} is older than ${source}.`, { fix: 'Run `npm run build` first.' });
  }
}

function demandFiles({ id, languages }: LabEntry, { template }: Provable['paths']): void {
  const wanted = [
    'README.md',
    'compose.yaml',
    ...languages.flatMap((one) => [`starter/${one}/archlab.yaml`, `solution/${one}`]),
  ];
  const missing = wanted.filter((path) => !existsSync(join(template, path)));
  if (missing.length === 0) return;
  throw new ArchlabError('PACK_INVALID', `The template of ${id} is not complete; ${template} lacks`, {
    details: missing,
    fix: 'Add them, or correct the languages in labs.yaml.',
  });
}

async function demandPlan({ id }: LabEntry, { template }: Provable['paths']): Promise<StackPlan> {
  try {
    return await planOfTemplate(template, id, template, 'check');
  } catch (error) {
    if (!(error instanceof ArchlabError) || error.code !== 'WORKSPACE_COMPOSE') throw error;
    // The same finding, but not for a learner: there is no original to restore.
    throw new ArchlabError('PACK_INVALID', error.message, { details: error.details, cause: error });
  }
}

function selected(proofs: readonly Proof[], only: readonly string[]): readonly Proof[] {
  if (only.length === 0) return proofs;
  const names = proofs.map(({ name }) => name);
  for (const part of only) {
    if (names.some((name) => name.includes(part))) continue;
    const near = nearestOf(part, [...names, ...names.map((name) => name.slice(name.indexOf('/') + 1))]);
    throw new ArchlabError('USAGE_BAD_OPTION', `No solution of this lab has "${part}" in its name.${near}`, {
      fix: `There are: ${names.join(', ')}.`,
    });
  }
  return proofs.filter(({ name }) => only.some((part) => name.includes(part)));
}
