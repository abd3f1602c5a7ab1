type Fields = Record<string, unknown>;

const service = process.env.OTEL_SERVICE_NAME ?? process.env.ROLE;

/** Writes a line of JSON to stdout. */
function write(level: 'info' | 'error', message: string, fields: Fields): void {
  const line = { time: new Date().toISOString(), level, service, message, ...fields };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

export const log = {
  info: (message: string, fields: Fields = {}) => write('info', message, fields),
  error: (message: string, fields: Fields = {}) => write('error', message, fields),
};
