import { bankRoutes } from '../stub/bank.ts';
import { serve } from '../stub/http.ts';

// Bank A or bank B: holds and credits on accounts in a database of its own.
const {
  DATABASE_USER = '',
  DATABASE_PASSWORD = '',
  DATABASE_ADDRESS = '',
  HOST = '0.0.0.0',
  PORT = '3000',
} = process.env;
const url = `postgres://${DATABASE_USER}:${DATABASE_PASSWORD}@${DATABASE_ADDRESS}/${DATABASE_USER}?sslmode=disable`;
serve(bankRoutes(url), { host: HOST, port: Number(PORT) });
process.on('SIGTERM', () => process.exit(0));
