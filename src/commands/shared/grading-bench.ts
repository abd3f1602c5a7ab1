import { messageOf } from '../../errors/error.ts';
import type { Verdict } from '../../grading/verdict.ts';
import type { Scope } from '../../host/scope.ts';
import type { Progress } from '../../report/progress.ts';
import type { Stack } from '../../stack/types.ts';
import { attach, demandRunning } from '../../workspace/attach.ts';
import { takeLock } from '../../workspace/lock.ts';
import { openWorkspace, type Workspace } from '../../workspace/open.ts';
import { updateProgress, withVerdict } from '../../workspace/progress.ts';
import { endStrays, leftOvers } from '../../workspace/strays.ts';
import { keepVerdict } from '../../workspace/verdicts.ts';
import type { App, Options } from '../command.ts';
import { dirOf } from './options.ts';

/**
 * The workspace, locked for as long as the scope lives, and its running stack.
 * @param before what may bring servers back, before it is demanded that all run
 */
export async function openForGrading(
  app: App,
  options: Options,
  scope: Scope,
  before: (stack: Stack) => Promise<unknown> = async () => undefined,
): Promise<{ readonly workspace: Workspace; readonly stack: Stack }> {
  const workspace = await openWorkspace(app.host, dirOf(options));
  scope.use('the lock of the workspace', await takeLock(workspace.paths.lock, app.host.pid, 'archlab verify'));
  const stack = await attach(app.host, workspace);
  await before(stack);
  await demandRunning(stack);
  return { workspace, stack };
}

/** Ends what an earlier command left running of the solution. */
export async function clearStrays(app: App, { state }: Workspace, progress: Progress): Promise<void> {
  const strays = await endStrays(app.host, state.id);
  if (strays > 0) progress.say(`ended ${leftOvers(strays)} of an earlier command`);
}

/** A verdict is worth telling even when it cannot be kept. */
export async function keep(app: App, { paths }: Workspace, verdict: Verdict, progress: Progress): Promise<void> {
  try {
    await keepVerdict(paths, verdict);
    await updateProgress(app.host, (old) => withVerdict(old, verdict));
  } catch (error) {
    progress.say(`this result could not be kept: ${messageOf(error)}`);
  }
}

/** For `archlab report`; as with {@link keep}, the verdict has been told and stands without it. */
export async function keepPictures(
  { paths }: Workspace,
  verdicts: readonly Verdict[],
  progress: Progress,
): Promise<void> {
  try {
    const { keepReport } = await import('./reports.ts');
    await keepReport(paths, verdicts);
  } catch (error) {
    progress.say(`the report with pictures could not be kept: ${messageOf(error)}`);
  }
}
