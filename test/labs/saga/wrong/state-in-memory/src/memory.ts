import type { Saga } from './steps.ts';

export const byKey = new Map<string, Saga>();
export const byId = new Map<string, Saga>();
