import type { EngineKind } from '../../stack/types.ts';
import type { Options } from '../command.ts';

// What commander has parsed and checked, with the types that the declarations promise.

export function textOf(options: Options, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

export function numberOf(options: Options, name: string): number | undefined {
  const value = options[name];
  return typeof value === 'number' ? value : undefined;
}

export function flagOf(options: Options, name: string): boolean {
  return options[name] === true;
}

export function listOf(options: Options, name: string): readonly string[] {
  const value = options[name];
  return Array.isArray(value) ? (value as readonly string[]) : [];
}

export function dirOf(options: Options): string | undefined {
  return textOf(options, 'dir');
}

export function engineOption(options: Options): EngineKind | undefined {
  const value = textOf(options, 'engine');
  return value === 'docker' || value === 'local' ? value : undefined;
}
