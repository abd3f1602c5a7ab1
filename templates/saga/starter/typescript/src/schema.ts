/** Your tables. The database is empty when your program starts for the first time. */
export const SCHEMA: string[] = [];
