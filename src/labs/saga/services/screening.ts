import { serve } from '../stub/http.ts';
import { screeningRoutes } from '../stub/screening.ts';

// POST /screenings {transferId, from, to, amount} → {decision}
serve(screeningRoutes, { host: process.env.HOST ?? '0.0.0.0', port: Number(process.env.PORT ?? 3000) });
process.on('SIGTERM', () => process.exit(0));
