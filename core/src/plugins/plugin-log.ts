import type { Log } from '@tessera/sdk'
import type { Logger } from 'pino'

/** The server's log in the words of the SDK: message first, fields second. */
export const pluginLog = (log: Logger): Log => ({
  debug: (message, fields = {}) => log.debug(fields, message),
  info: (message, fields = {}) => log.info(fields, message),
  warn: (message, fields = {}) => log.warn(fields, message),
  error: (message, fields = {}) => log.error(fields, message),
})
