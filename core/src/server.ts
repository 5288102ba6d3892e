import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ServerDefinition } from '@tessera/sdk'
import { makeApp } from './app.js'
import { systemSources, type Sources } from './clock.js'
import type { Clinics } from './clinic.js'
import { ConfigError, type Config } from './config.js'
import { makeDoor } from './door.js'
import { healthOf } from './health.js'
import { openControl, type OpenControl } from './identity/control.js'
import { holdLock } from './identity/lock.js'
import { makePrincipals } from './identity/principals.js'
import { prepareDataFolder, readSecrets, type Secrets } from './identity/secret.js'
import type { WorkTiming } from './jobs/plugin-work.js'
import { makeLog, type Log } from './log.js'
import { makeMetrics } from './metrics.js'
import { openClinics } from './open-clinics.js'
import { makeHost, type PluginHost } from './plugins/host.js'
import { pluginLog } from './plugins/plugin-log.js'
import { lazyThreads, type StorageThreads } from './storage/libsql/threads.js'
import { makeUi } from './ui/index.js'
import { VERSION } from './version.js'

/** Everything behind the doors, without a listener: what the server and a command line without a server share. */
export interface House {
  config: Config
  secrets: Secrets
  control: OpenControl
  clinics: Clinics
  host: PluginHost
  log: Log
  sources: Sources
  close(): Promise<void>
}

export interface Running extends House {
  url: string
  app: ReturnType<typeof makeApp>
}

export interface HouseOptions {
  config: Config
  definition: ServerDefinition
  sources?: Sources
  log?: Log
  /** Only `serve` and `demo` make a data folder. */
  create?: boolean
  /** Jobs and services of plugins; a test runs jobs itself. */
  work?: WorkTiming
}

/** The data folder is in use by another process. */
export class DataInUse extends Error {
  constructor(data: string) {
    super(`${data} is in use by another Tessera`)
    this.name = 'DataInUse'
  }
}

/**
 * Opens the data folder for this process alone.
 *
 * @throws DataInUse, ConfigError, SecretError
 */
export function openHouse(options: HouseOptions): House {
  const { config, definition, sources = systemSources } = options
  const log = options.log ?? makeLog(config.logLevel)
  prepareDataFolder(config.data, options.create ?? false)
  const lock = holdLock(config.data)
  if (!lock) throw new DataInUse(config.data)
  let control: OpenControl | undefined
  let threads: StorageThreads | undefined
  try {
    const secrets = readSecrets(config)
    control = openControl(config, secrets, { now: sources.now, warn: (message) => log.warn(message) })
    threads = lazyThreads((error) => log.fatal({ err: error }, 'a storage thread ended'))
    const clinics = openClinics({
      config,
      control,
      threads,
      sources,
      signKey: secrets.auditSign,
      log,
      onOpen: (open) => host.attach(open),
    })
    const host = makeHost({ definition, control, clinics, sources, log: pluginLog(log) })
    const opened = { control, threads }
    return {
      config,
      secrets,
      control,
      clinics,
      host,
      log,
      sources,
      async close() {
        await host.close()
        await clinics.close()
        await opened.control.close()
        await opened.threads.close()
        lock.release()
      },
    }
  } catch (error) {
    void control?.close()
    void threads?.close()
    lock.release()
    throw error
  }
}

/** When better-auth is loaded: after the first answer to /health, before a person has typed a password (spine.md §6). */
const AUTH_AFTER = 50
/** When clinics that have jobs and services are opened: after sign-in is there. */
const WORK_AFTER = 150

/**
 * Opens the data folder and serves it.
 *
 * @example const server = await startServer({ config: readConfig(process.env, '.'), definition })
 */
export const startServer = (options: HouseOptions): Promise<Running> =>
  serveHouse(openHouse({ ...options, create: options.create ?? true }), options.work)

/** Puts the doors on an open house and listens. Closes the house when that fails. */
export async function serveHouse(house: House, work?: WorkTiming): Promise<Running> {
  const { config, control, clinics, host, log } = house
  const principals = makePrincipals({ control, url: config.url, now: house.sources.now })
  const ui = makeUi({
    config,
    control,
    clinics,
    principals,
    host,
    log: pluginLog(log),
    sources: house.sources,
    version: VERSION,
  })
  const health = healthOf(control, host, VERSION)
  const metrics = makeMetrics()
  const app = makeApp({ config, version: VERSION, health, control, clinics, principals, host, ui, metrics, log })
  const door = makeDoor(app.fetch, health)
  const server = createServer(door.listener)
  try {
    await listen(server, config)
  } catch (error) {
    await house.close()
    throw error
  }
  const warmUp = setTimeout(
    () =>
      void Promise.all([door.load(), control.auth()]).catch((error: unknown) =>
        log.error({ err: error }, 'sign-in could not be loaded'),
      ),
    AUTH_AFTER,
  )
  const begin = setTimeout(
    () => void host.work(work).catch((error: unknown) => log.error({ err: error }, 'jobs and services don’t run')),
    work ? 0 : WORK_AFTER,
  )
  return {
    ...house,
    app,
    url: config.url,
    async close() {
      clearTimeout(warmUp)
      clearTimeout(begin)
      ui.close()
      await closed(server)
      await house.close()
    },
  }
}

/** @throws ConfigError when the port is taken or not ours to take */
function listen(server: Server, config: Config): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE'
      reject(
        taken || error.code === 'EACCES'
          ? new ConfigError(`PORT: ${config.port} ${taken ? 'is in use' : 'may not be opened'}`)
          : error,
      )
    })
    server.listen(config.port, config.host, () => {
      // a listening TCP server has an address of this form
      resolve(server.address() as AddressInfo)
    })
  })
}

/** Takes no new connection, lets what is under way finish, and ends what stays open after three seconds. */
function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(() => server.closeAllConnections(), 3000)
    server.close(() => {
      clearTimeout(late)
      resolve()
    })
    server.closeIdleConnections()
  })
}
