import type { DemoDefinition, ServerDefinition } from '@tessera/sdk'
import { ConfigError, type Config } from '../config.js'
import { makeLog } from '../log.js'
import { defaultDefinitionFile, loadDefinition } from '../plugins/load-definition.js'
import { openHouse, serveHouse, type House } from '../server.js'
import { UsageError } from './command.js'
import { listenToCli } from './socket-server.js'

/** `tessera serve`: runs until it is asked to stop, then finishes what is under way. */
export async function serve(config: Config, args: string[]): Promise<undefined> {
  if (args.length > 0) throw new UsageError('serve takes no arguments; settings are in the environment')
  const definition = await loadDefinition(config.config ?? defaultDefinitionFile())
  const house = openHouse({ config, definition, log: makeLog(config.logLevel), create: true })
  await serveUntilStopped(house)
  process.stdout.write(`Tessera is at ${config.url}\n`)
  return undefined
}

/** Serves the house and ends the process in order at SIGTERM or SIGINT. */
export async function serveUntilStopped(house: House): Promise<void> {
  const running = await serveHouse(house)
  const cli = await listenToCli(house).catch((error: unknown) => {
    // the server is of use without it
    house.log.warn({ err: error }, 'the command line can’t reach this server')
    return undefined
  })
  let stopping = false
  const stop = () => {
    if (stopping) return
    stopping = true
    void (async () => {
      await cli?.close()
      await running.close()
      process.exit(0)
    })().catch((error: unknown) => {
      house.log.fatal({ err: error }, 'not stopped in order')
      process.exit(1)
    })
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

/** @throws ConfigError when the server's configuration has no demo data */
export function demoOf(definition: ServerDefinition): Promise<DemoDefinition> {
  if (!definition.demo) throw new ConfigError('TESSERA_CONFIG: this configuration has no demo data')
  return definition.demo()
}
