import type { ServicePlan } from '../../../types.ts';
import type { Driver } from './driver.ts';
import { nodeDriver } from './node.ts';
import { postgresDriver } from './postgres.ts';

export const DRIVERS: readonly Driver[] = [postgresDriver, nodeDriver];

/** The driver for a service's image, official names with or without their registry. */
export function driverFor(service: ServicePlan): Driver | undefined {
  const repository = service.image.repository.replace(/^(?:docker\.io\/)?(?:library\/)?/, '');
  return DRIVERS.find((driver) => driver.repository === repository);
}
