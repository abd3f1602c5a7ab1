import { type Bench, defineLab } from '../../kit.ts';
import { corners } from './checks/corners.ts';
import { halfOpen } from './checks/half-open.ts';
import { inTime } from './checks/in-time.ts';
import { live } from './checks/live.ts';
import { outage } from './checks/outage.ts';
import { rate } from './checks/rate.ts';
import { teach } from './products.ts';
import { DEFAULTS, environmentOf, SERVICE_PORT } from './settings.ts';
import { PRODUCTS, REVIEWS } from './stub/data.ts';

function urlOf(bench: Bench, service: string): string {
  const { host, port } = bench.service(service).endpoint(SERVICE_PORT);
  return `http://${host}:${port}`;
}

export default defineLab({
  id: 'circuit-breaker',
  contract: { instances: ['a'], roles: [], health: '/healthz' },
  // Back to the products of the README, should somebody have changed them.
  prepare: (bench) =>
    teach(
      bench,
      PRODUCTS.map((product) => ({
        ...product,
        rating: REVIEWS.find(({ productId }) => productId === product.productId)?.rating ?? 3,
      })),
    ),
  environment: (bench) =>
    environmentOf(DEFAULTS, { catalog: urlOf(bench, 'catalog'), reviews: urlOf(bench, 'reviews') }),
  steps: [live, inTime, rate, halfOpen, corners, outage],
});
