import { resolve } from 'node:path';
import type { Verdict } from '../../grading/verdict.ts';
import { demandWritable, writeAtomically } from '../../host/files.ts';
import { parseReportFile, renderVerdicts } from '../../report/formats.ts';
import { PLAIN } from '../../report/style.ts';
import type { WorkspacePaths } from '../../workspace/paths.ts';
import type { Options } from '../command.ts';
import { listOf } from './options.ts';

interface Reports {
  write(verdicts: readonly Verdict[]): Promise<void>;
}

/**
 * The files of `--report`, seen to be writable before anything runs.
 * @throws ArchlabError USAGE_UNKNOWN_FORMAT, USAGE_BAD_OPTION, MACHINE_FILES, MACHINE_DISK_FULL
 */
export async function openReports(options: Options, cwd: string): Promise<Reports> {
  const reports = listOf(options, 'report')
    .map(parseReportFile)
    .map(({ format, file }) => ({ format, path: resolve(cwd, file) }));
  for (const { path } of reports) await demandWritable(path);
  return {
    async write(verdicts) {
      for (const { format, path } of reports) {
        await writeAtomically(path, await renderVerdicts(format, verdicts, PLAIN));
      }
    },
  };
}

/** The report that `archlab report` opens. */
export async function keepReport(paths: WorkspacePaths, verdicts: readonly Verdict[]): Promise<void> {
  await writeAtomically(paths.report, await renderVerdicts('html', verdicts, PLAIN));
}
