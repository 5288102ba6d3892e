import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { ConfigError, readConfig, type Config } from '../config.js'
import { ROOT } from '../installation.js'
import { prepareDataFolder } from '../identity/secret.js'
import { makeLog } from '../log.js'
import { DefinitionError } from '../plugins/definition-check.js'
import { defaultDefinitionFile, loadDefinition } from '../plugins/load-definition.js'
import { Refusal } from '../refusal.js'
import { DataInUse, openHouse } from '../server.js'
import { NewerFile } from '../storage/libsql/threads.js'
import { VERSION } from '../version.js'
import { UsageError, type Command, type Outcome, type Values } from './command.js'
import { COMMANDS } from './commands/index.js'
import { demo } from './demo.js'
import { makeReporter } from './report.js'
import { askServer } from './remote.js'
import { serve } from './serve.js'

/**
 * Runs one command line.
 *
 * @param argv without node and script
 * @returns exit code: 0 all done, 1 something failed, 2 wrong use; undefined while a server runs
 */
export async function main(argv: string[], env: NodeJS.ProcessEnv = process.env): Promise<number | undefined> {
  try {
    const [first = ''] = argv
    if (first === '' || first === 'help' || first === '--help') return say(usage(), first === '' ? 2 : 0)
    if (first === '--version') return say(VERSION, 0)
    const config = readConfig(env, ROOT)
    if (first === 'serve') return await serve(config, argv.slice(1))
    if (first === 'demo') return await demo(config, argv.slice(1))
    return await runCommand(config, argv)
  } catch (error) {
    return failed(error)
  }
}

async function runCommand(config: Config, argv: string[]): Promise<number> {
  const command = COMMANDS.find(({ words }) => words === argv.slice(0, words.split(' ').length).join(' '))
  if (!command) throw new UsageError(`there is no command “${argv.slice(0, 2).join(' ')}”\n\n${usage()}`)
  const { values, positionals } = parsed(command, argv.slice(command.words.split(' ').length))
  const input = command.read(values, positionals)
  const reporter = makeReporter(process.stderr)
  const outcome = await anywhere(config, command, input, reporter.progress)
  reporter.done()
  if (values.json === true) process.stdout.write(`${JSON.stringify(outcome.json)}\n`)
  else if (outcome.text) process.stdout.write(`${outcome.text}\n`)
  return outcome.ok ? 0 : 1
}

/** In this process when the folder is free, else in the server that holds it. */
async function anywhere(
  config: Config,
  command: Command,
  input: object,
  tell: Parameters<Command['run']>[2],
): Promise<Outcome> {
  prepareDataFolder(config.data, false)
  const definition = await loadDefinition(config.config ?? defaultDefinitionFile())
  let house
  try {
    house = openHouse({ config, definition, log: makeLog('silent') })
  } catch (error) {
    if (!(error instanceof DataInUse)) throw error
    return askServer(config, command.words, input, tell)
  }
  try {
    return await command.run(house, input, tell)
  } finally {
    await house.close()
  }
}

function parsed(command: Command, args: string[]): { values: Values; positionals: string[] } {
  try {
    const { values, positionals } = parseArgs({
      args,
      options: { ...command.options, json: { type: 'boolean' } },
      allowPositionals: true,
    })
    // parseArgs gives text or true for options that are not repeatable; none is
    return { values: values as Values, positionals }
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : 'wrong arguments'}\n  tessera ${command.usage}`)
  }
}

/** One line for what a person can mend; a stack only for what is our defect. */
function failed(error: unknown): number {
  if (error instanceof UsageError) return complain(error.message, 2)
  if (
    error instanceof ConfigError ||
    error instanceof DefinitionError ||
    error instanceof DataInUse ||
    error instanceof NewerFile
  )
    return complain(error.message, 2)
  if (error instanceof Refusal) return complain(error.message, error.status === 400 ? 2 : 1)
  return complain(error instanceof Error ? (error.stack ?? error.message) : String(error), 1)
}

function complain(message: string, code: number): number {
  process.stderr.write(`tessera: ${message}\n`)
  return code
}

function say(message: string, code: number): number {
  ;(code === 0 ? process.stdout : process.stderr).write(`${message}\n`)
  return code
}

const usage = (): string =>
  [
    'Usage: tessera <command> [--json]',
    '',
    '  serve',
    '  demo [--patients N]',
    ...COMMANDS.map(({ usage }) => `  ${usage}`),
  ].join('\n')

/** Path as the person means it, from where the person stands. */
export const here = (path: string): string => resolve(process.cwd(), path)
