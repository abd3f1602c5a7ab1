/** Your tables. The database is empty when your program starts for the first time. */
export const SCHEMA: string[] = [
  // `step` is what has to be done next, and is written before it is done: whoever reads it after our death knows that
  // the step may have been tried. `version` changes whenever somebody takes or puts back a transfer.
  // All or nothing: CREATE INDEX waits for everybody who is writing, even if there is nothing to create.
  `DO $$ BEGIN IF to_regclass('transfers') IS NULL THEN
     CREATE TABLE transfers (
       id uuid PRIMARY KEY,
       idempotency_key text NOT NULL UNIQUE,
       from_account text NOT NULL,
       to_account text NOT NULL,
       amount bigint NOT NULL,
       expires_in_ms int NOT NULL,
       accepted_at timestamptz NOT NULL DEFAULT now(),
       expires_at timestamptz NOT NULL,
       step text NOT NULL,
       reason text,
       version int NOT NULL DEFAULT 0,
       attempts int NOT NULL DEFAULT 0,
       due timestamptz NOT NULL DEFAULT now()
     );
     CREATE INDEX transfers_sent ON transfers (from_account, accepted_at);
     CREATE INDEX transfers_open ON transfers (due) WHERE step NOT IN ('completed', 'failed');
   END IF; END $$`,
];
