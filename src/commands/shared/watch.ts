import { loadLab } from '../../catalogue/catalogue.ts';
import { EXIT } from '../../errors/codes.ts';
import { ArchlabError } from '../../errors/error.ts';
import type { Verdict } from '../../grading/verdict.ts';
import { Scope } from '../../host/scope.ts';
import { openProgress, type Progress } from '../../report/progress.ts';
import { renderText } from '../../report/text.ts';
import { describe } from '../../report/trouble.ts';
import { mend } from '../../workspace/attach.ts';
import type { Workspace } from '../../workspace/open.ts';
import { readProgress } from '../../workspace/progress.ts';
import { Saves } from '../../workspace/saves.ts';
import { lastVerdict } from '../../workspace/verdicts.ts';
import { openWatcher } from '../../workspace/watcher.ts';
import type { Answer, App, Options } from '../command.ts';
import { grade } from './grade.ts';
import { clearStrays, keep, keepPictures, openForGrading } from './grading-bench.ts';
import { nextText } from './next.ts';
import { flagOf, listOf, numberOf, textOf } from './options.ts';
import { stepAt } from './step.ts';

/** `verify --watch`: a run at once and one after each save, until the person ends it. The infrastructure is not touched. */
export async function watch(options: Options, app: App): Promise<Answer> {
  refuse(options, app);
  // What is wrong from the beginning ends the command; what goes wrong later is told, and watching goes on.
  await using before = new Scope();
  using progress = await openProgress(app.terminal);
  const { workspace } = await openForGrading(app, options, before);
  await clearStrays(app, workspace, progress);
  await before.dispose();
  const saves = new Saves((path) => {
    progress.say(
      `${path} changed in every one of the last runs, so your program seems to write it: it is not watched any more. ` +
        'Name such files in .gitignore.',
    );
  });
  app.scope.use(
    'watching',
    await openWatcher({
      dir: workspace.paths.dir,
      onSave: (path) => saves.add(path),
      onNote: (text) => progress.say(text),
    }),
  );
  try {
    for (;;) {
      await round(options, app, saves, progress);
      saves.end();
      if (app.signal.aborted) break;
      const saved = await saves.next(app.signal);
      progress.say(`\n${saved.slice(0, 3).join(', ')}${saved.length > 3 ? ` and ${saved.length - 3} more` : ''} saved`);
    }
  } catch (error) {
    if (!app.signal.aborted) throw error;
  }
  return { exit: EXIT.interrupted, text: '' };
}

function refuse(options: Options, app: App): void {
  const given = [
    (numberOf(options, 'repeat') ?? 1) > 1 ? '--repeat' : '',
    app.json ? '--json' : '',
    (textOf(options, 'format') ?? 'text') !== 'text' ? `--format ${textOf(options, 'format')}` : '',
    listOf(options, 'report').length > 0 ? '--report' : '',
  ].find((name) => name !== '');
  if (given === undefined) return;
  throw new ArchlabError(
    'USAGE_BAD_OPTION',
    `--watch goes on until you end it, and ${given} wants a run that ends by itself.`,
    { fix: `Leave out --watch or ${given}.` },
  );
}

/** One run, from the step the learner is at. A save cancels it; then nothing of it is kept, for it says nothing. */
async function round(options: Options, app: App, saves: Saves, progress: Progress): Promise<void> {
  const saved = saves.begin();
  try {
    const run = { ...app, signal: AbortSignal.any([app.signal, saved]) };
    const { workspace, verdict } = await oneRun(options, run, progress, saved);
    if (saved.aborted && !app.signal.aborted) {
      progress.say('saved while it ran: this run was cancelled');
      return;
    }
    app.tell(renderText(verdict, app.style));
    if (app.signal.aborted) return;
    app.tell(await nextText(app, [verdict]));
    await keepPictures(workspace, [verdict], progress);
    progress.say('watching: a save runs it again, Ctrl-C ends it');
  } catch (error) {
    if (app.signal.aborted) throw error;
    if (saved.aborted) return;
    // A half-written archlab.yaml, say. Our own faults end the command.
    if (!(error instanceof ArchlabError) || error.exit === EXIT.bug) throw error;
    const { style, verbose } = app;
    progress.say(describe(error, { style, verbose, versions: '', command: '' }).text.trimEnd());
    progress.say('watching: a save tries again, Ctrl-C ends it');
  }
}

async function oneRun(
  options: Options,
  app: App,
  progress: Progress,
  saved: AbortSignal,
): Promise<{ readonly workspace: Workspace; readonly verdict: Verdict }> {
  await using scope = new Scope();
  // A run that was cancelled may have left a server frozen.
  const { workspace, stack } = await openForGrading(app, options, scope, (found) => mend(found, progress));
  const lab = await loadLab(app.host, workspace.manifest.lab);
  const wanted = textOf(options, 'step');
  const at = stepAt(lab, wanted, await lastVerdict(workspace.paths), await readProgress(app.host));
  const seed = numberOf(options, 'seed');
  const from = wanted === undefined ? at?.step.id : undefined;
  if (from !== undefined && at !== undefined && at.number > 1) progress.say(`from step ${at.number}: ${at.step.title}`);
  const verdict = await grade(app, {
    workspace,
    lab,
    stack,
    step: wanted,
    from,
    all: flagOf(options, 'all'),
    seed,
  });
  if (!saved.aborted) await keep(app, workspace, verdict, progress);
  return { workspace, verdict };
}
