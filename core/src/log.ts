import { pino, type Logger } from 'pino'

export type Log = Logger

/** Paths that may hold what must not be in a log: credentials, records, search values. */
const REDACTED = [
  'req.headers.authorization',
  'req.headers.cookie',
  '*.password',
  '*.secret',
  '*.client_secret',
  '*.token',
  '*.body',
  '*.json',
  'err.body',
]

/**
 * Structured logs on stdout. No PHI: requests are logged by route, never by URL, and errors by code and stack.
 *
 * @param level pino's levels
 */
export function makeLog(level: string): Log {
  return pino({
    level,
    base: null,
    redact: { paths: REDACTED, censor: '[withheld]' },
    timestamp: pino.stdTimeFunctions.isoTime,
  })
}
