import type { Failure } from '../solution/types.ts';
import { visible } from './escape.ts';
import { hanging } from './lines.ts';
import type { Style } from './style.ts';

/** The parts of a failure, each with its label, hanging below one another. */
export function failureLines({ did, expected, observed, look }: Failure, indent: string, width: number): string[] {
  const part = (label: string, text: string) => hanging(`${indent}${label.padStart(11)}  `, visible(text), width);
  return [
    ...part('did', did),
    ...part('expected', expected),
    ...part('observed', observed),
    ...look.flatMap((place, index) => part(index === 0 ? 'look at' : '', place)),
  ];
}

/** A failure outside of a verdict, such as a program that does not start. */
export function renderFailure(failure: Failure, style: Style): string {
  return `${failureLines(failure, '', style.width).join('\n')}\n`;
}
