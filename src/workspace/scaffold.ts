import { mkdir, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ArchlabError, systemCode } from '../errors/error.ts';
import { fileError, writeAtomically } from '../host/files.ts';
import type { WorkspacePaths } from './paths.ts';
import type { TemplateFile } from './template.ts';

/** What has to be done for each file of the template. */
export interface ScaffoldPlan {
  readonly create: readonly TemplateFile[];
  readonly same: readonly TemplateFile[];
  /** There is something else in its place. */
  readonly differs: readonly TemplateFile[];
}

/** Compares the template with the folder; changes nothing. @throws ArchlabError MACHINE_FILES */
export async function planScaffold(paths: WorkspacePaths, files: readonly TemplateFile[]): Promise<ScaffoldPlan> {
  const plan = { create: [] as TemplateFile[], same: [] as TemplateFile[], differs: [] as TemplateFile[] };
  for (const file of files) plan[await compare(join(paths.dir, file.path), file.content)].push(file);
  return plan;
}

/** @throws ArchlabError WORKSPACE_NOT_EMPTY naming the files, when the plan would have to overwrite any */
export function refuseToOverwrite(paths: WorkspacePaths, plan: ScaffoldPlan): void {
  if (plan.differs.length === 0) return;
  throw new ArchlabError('WORKSPACE_NOT_EMPTY', `${paths.dir} already holds files that differ from the lab's:`, {
    details: plan.differs.map(({ path }) => path),
  });
}

/**
 * Writes the files that are missing, and those that differ after moving what stands there into the backup folder.
 * archlab.yaml comes last: its presence means that the workspace is complete.
 * @returns the backup folder, when anything was moved there
 * @throws ArchlabError MACHINE_FILES, MACHINE_DISK_FULL
 */
export async function applyScaffold(paths: WorkspacePaths, plan: ScaffoldPlan, now: Date): Promise<string | undefined> {
  const backup = join(paths.backups, now.toISOString().replaceAll(':', '-'));
  for (const { path } of plan.differs) await moveAside(join(paths.dir, path), join(backup, path));
  const last = (file: TemplateFile) => join(paths.dir, file.path) === paths.manifest;
  const files = [...plan.create, ...plan.differs];
  for (const file of [...files.filter((one) => !last(one)), ...files.filter(last)]) {
    await writeAtomically(join(paths.dir, file.path), file.content, file.mode);
  }
  return plan.differs.length > 0 ? backup : undefined;
}

async function moveAside(from: string, to: string): Promise<void> {
  try {
    await mkdir(dirname(to), { recursive: true });
    await rename(from, to);
  } catch (error) {
    throw fileError(error, `cannot back up ${from}`);
  }
}

async function compare(path: string, content: string): Promise<keyof ScaffoldPlan> {
  try {
    return (await readFile(path, 'utf8')) === content ? 'same' : 'differs';
  } catch (error) {
    switch (systemCode(error)) {
      case 'ENOENT':
        return 'create';
      case 'EISDIR':
        return 'differs';
      default:
        throw fileError(error, `cannot read ${path}`);
    }
  }
}
