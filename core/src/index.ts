/** @tessera/core: the server as a library, for tests and programs that embed it. */
export { readConfig, type Config } from './config.js'
export { systemSources, type Sources } from './clock.js'
export { openHouse, startServer, DataInUse, type House, type HouseOptions, type Running } from './server.js'
export { Refusal } from './refusal.js'
export { WORK_TIMING, type WorkTiming } from './jobs/plugin-work.js'
export type { SentNotice } from './plugins/host.js'
