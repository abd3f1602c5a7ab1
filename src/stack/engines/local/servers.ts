import type { Host } from '../../../host/host.ts';
import { neededServices } from '../../services.ts';
import type { Gap, ServicePlan, StackPlan } from '../../types.ts';
import { type Driver, isGap, type Server } from './drivers/driver.ts';
import { DRIVERS, driverFor } from './drivers/index.ts';

export interface Found {
  readonly service: ServicePlan;
  readonly driver: Driver | undefined;
  readonly server: Server | Gap;
}

/** Looks for servers on this machine, once per image: six shards need one look, and a restart none. */
export class Servers {
  readonly #host: Host;
  readonly #looks = new Map<string, Promise<Server | Gap>>();

  constructor(host: Host) {
    this.#host = host;
  }

  async find(service: ServicePlan): Promise<Server | Gap> {
    const driver = driverFor(service);
    if (!driver) return noDriver(service);
    const key = `${service.image.reference} ${service.command[0] ?? ''}`;
    const look = this.#looks.get(key) ?? driver.findServer(service, this.#host);
    this.#looks.set(key, look);
    const server = await look;
    return isGap(server) ? { ...server, service: service.name } : server;
  }

  findAll(plan: StackPlan): Promise<Found[]> {
    const found = neededServices(plan).map(async (service) => {
      return { service, driver: driverFor(service), server: await this.find(service) };
    });
    return Promise.all(found);
  }
}

function noDriver(service: ServicePlan): Gap {
  const known = DRIVERS.map(({ repository }) => repository).join(', ');
  return {
    service: service.name,
    reason: `${service.image.repository} can only be run by Docker (known here: ${known})`,
    fix: 'Use `--engine docker`.',
  };
}
