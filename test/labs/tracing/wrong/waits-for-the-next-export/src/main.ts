import { readConfig } from './config.ts';
import { startGateway } from './gateway.ts';
import { startOrders } from './orders.ts';
import { startTelemetry } from './telemetry.ts';
import { startWorker } from './worker.ts';

const config = readConfig(process.env);
const telemetry = startTelemetry();
const roles = { gateway: startGateway, orders: startOrders, worker: startWorker };
const role = await roles[config.role](config);

async function stop(): Promise<void> {
  await role.stop();
  await telemetry.stop();
  process.exit(0);
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop);
