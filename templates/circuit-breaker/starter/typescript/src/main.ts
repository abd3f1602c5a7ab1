import { routes } from './api.ts';
import { readConfig } from './config.ts';
import { serve } from './http.ts';
import { Orders } from './orders.ts';
import { ProductInfo } from './product-info.ts';
import { Ratings } from './ratings.ts';

const config = readConfig(process.env);
const orders = new Orders(new ProductInfo(config), new Ratings(config));
await serve(routes(orders), config.port);
process.on('SIGTERM', () => process.exit(0));
