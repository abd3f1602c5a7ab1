import { type Bench, defineLab, defineStep } from 'archlab/kit';
import { honest } from './checks/honest.ts';
import { truthful } from './checks/truthful.ts';
import { openShop, type Shop } from './shop.ts';
import { STOCK_PORT, setStock } from './stock.ts';

function stockUrl(bench: Bench): string {
  const { host, port } = bench.service('stock').endpoint(STOCK_PORT);
  return `http://${host}:${port}`;
}

export default defineLab({
  id: 'lab-id',
  contract: { instances: ['a'], roles: [], health: '/healthz' },
  // What the learner finds after `archlab start`, and again after `archlab reset --data`.
  prepare: (bench) => setStock(bench, { kettle: 3, toaster: 0 }),
  environment: (bench) => ({ STOCK_URL: stockUrl(bench) }),
  steps: [
    // Id and title of a step stand in labs.yaml, too; `archlab lab check` compares them.
    defineStep<Shop>({
      id: 'look-up',
      title: 'Look it up',
      hints: [
        'Ask the stock service for each request: what it said a moment ago may be wrong by now.',
        'There are three things to say: yes, no, and "I cannot know". What does your code say when the request to the stock service throws?',
      ],
      stage: openShop,
      checks: [truthful, honest],
    }),
  ],
});
