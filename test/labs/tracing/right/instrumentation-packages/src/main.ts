import './instrument.ts';
import { readConfig } from './config.ts';
import { startGateway } from './gateway.ts';
import { startOrders } from './orders.ts';
import { startTelemetry } from './telemetry.ts';
import { startWorker } from './worker.ts';

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const telemetry = startTelemetry();
  const role = await { gateway: startGateway, orders: startOrders, worker: startWorker }[config.role](config);
  process.once('SIGTERM', async () => {
    setTimeout(() => process.exit(1), 4000).unref();
    await role.stop();
    await telemetry.stop();
    process.exit(0);
  });
}

void main();
