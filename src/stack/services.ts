import { ArchlabError } from '../errors/error.ts';
import { nearestOf } from '../host/nearest.ts';
import type { Service, ServicePlan, StackPlan } from './types.ts';

/** @throws ArchlabError USAGE_UNKNOWN_SERVICE with the nearest names */
export function findService<S extends Service>(services: readonly S[], name: string): S {
  const found = services.find((service) => service.name === name);
  if (found) return found;
  const names = services.map((service) => service.name);
  throw new ArchlabError('USAGE_UNKNOWN_SERVICE', `There is no service "${name}".`, {
    fix: nearestOf(name, names).trim() || `The services are ${names.join(', ')}.`,
  });
}

/** Services behind a profile are only for looking at; grading never needs them. */
export function neededServices(plan: StackPlan): readonly ServicePlan[] {
  return plan.services.filter((service) => service.profiles.length === 0);
}

/** The other ones. */
export function lookedAtServices(plan: StackPlan): readonly ServicePlan[] {
  return plan.services.filter((service) => service.profiles.length > 0);
}
