import { ArchlabError } from '../../errors/error.ts';
import type { App } from '../command.ts';

/** Asks a person to choose. @throws ArchlabError USAGE_NOT_INTERACTIVE with `instead` as the way out when nobody is there */
export async function choose<T extends string>(
  app: App,
  message: string,
  choices: readonly { readonly value: T; readonly name: string }[],
  instead: string,
): Promise<T> {
  demandPerson(app, message, instead);
  const answers = await (await prompt(app))({ type: 'select', name: 'answer', message, choices: [...choices] });
  return answers.answer as T;
}

/** Asks for a yes; no is the default. @throws ArchlabError USAGE_NOT_INTERACTIVE */
export async function confirm(app: App, message: string, instead: string): Promise<boolean> {
  demandPerson(app, message, instead);
  const answers = await (await prompt(app))({ type: 'confirm', name: 'answer', message, default: false });
  return answers.answer === true;
}

function demandPerson(app: App, question: string, instead: string): void {
  if (app.interactive) return;
  throw new ArchlabError('USAGE_NOT_INTERACTIVE', `Nobody is at the terminal to be asked: ${question}`, {
    fix: instead,
  });
}

/** stdout is for the result, so questions go to stderr. */
async function prompt(app: App) {
  const { default: inquirer } = await import('inquirer');
  return inquirer.createPromptModule({ output: app.terminal.stream, signal: app.signal });
}
