/** Your tables. The database is empty when your program starts for the first time. */
export const SCHEMA: string[] = [
  // Nothing in the journal is ever changed. Two who both read entry n and want to write n + 1: one of them cannot.
  `DO $$ BEGIN IF to_regclass('orders') IS NULL THEN
     CREATE TABLE orders (
       id uuid PRIMARY KEY,
       idempotency_key text NOT NULL UNIQUE,
       from_account text NOT NULL,
       to_account text NOT NULL,
       amount bigint NOT NULL,
       expires_in_ms int NOT NULL,
       accepted_at timestamptz NOT NULL DEFAULT now(),
       expires_at timestamptz NOT NULL
     );
     CREATE INDEX orders_sent ON orders (from_account, accepted_at);
     CREATE TABLE journal (
       order_id uuid NOT NULL REFERENCES orders,
       seq int NOT NULL,
       step text NOT NULL,
       reason text,
       written_at timestamptz NOT NULL DEFAULT clock_timestamp(),
       PRIMARY KEY (order_id, seq)
     );
     CREATE TABLE leases (order_id uuid PRIMARY KEY, owner text NOT NULL, until timestamptz NOT NULL);
     CREATE VIEW transfers AS
       SELECT o.*, last.step, last.reason, last.seq AS version
       FROM orders o
       JOIN LATERAL (SELECT * FROM journal WHERE order_id = o.id ORDER BY seq DESC LIMIT 1) last ON true;
   END IF; END $$`,
];
