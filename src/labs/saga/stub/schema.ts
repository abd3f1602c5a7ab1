/**
 * A bank's own tables. `available` is what the owner can spend: a hold takes its amount out of it, a release gives it back, a capture
 * lets it go for good, a credit adds. `journal` has each movement once, for whoever audits the bank. A bank has several clients, which
 * know nothing of each other's accounts and ids; the one without a name is you.
 */
export const BANK_TABLES = [
  `CREATE TABLE IF NOT EXISTS accounts (
     client text NOT NULL DEFAULT '', id text NOT NULL, available bigint NOT NULL, closed boolean NOT NULL DEFAULT false,
     PRIMARY KEY (client, id))`,
  `CREATE TABLE IF NOT EXISTS holds (
     client text NOT NULL, id text NOT NULL, account text, amount bigint, transfer_id text, state text NOT NULL,
     PRIMARY KEY (client, id))`,
  `CREATE TABLE IF NOT EXISTS credits (
     client text NOT NULL, id text NOT NULL, account text, amount bigint, transfer_id text, state text NOT NULL,
     PRIMARY KEY (client, id))`,
  `CREATE TABLE IF NOT EXISTS journal (
     seq bigserial PRIMARY KEY, at timestamptz NOT NULL DEFAULT clock_timestamp(), client text NOT NULL, what text NOT NULL,
     id text NOT NULL, transfer_id text NOT NULL, account text NOT NULL, amount bigint NOT NULL)`,
] as const;
