import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ROLES, type DemoDefinition } from '@tessera/sdk'
import type { Config } from '../config.js'
import { makeLog } from '../log.js'
import { defaultDefinitionFile, loadDefinition } from '../plugins/load-definition.js'
import { openHouse, type House } from '../server.js'
import { UsageError } from './command.js'
import { importTexts } from './import/import-texts.js'
import { makeReporter } from './report.js'
import { demoOf, serveUntilStopped } from './serve.js'

const SLUG = 'demo'
const PATIENTS = 200

/** `tessera demo`: makes the demo clinic at its first run, then serves. */
export async function demo(config: Config, args: string[]): Promise<undefined> {
  const patients = patientsAsked(args)
  const definition = await loadDefinition(config.config ?? defaultDefinitionFile())
  const data = await demoOf(definition)
  const house = openHouse({ config, definition, log: makeLog(config.logLevel), create: true })
  const password = demoPassword(config)
  try {
    if (!(await house.control.clinic(SLUG))) await makeDemoClinic(house, data, patients, password)
  } catch (error) {
    await house.close()
    throw error
  }
  await serveUntilStopped(house)
  process.stdout.write(welcome(config, data, password))
  return undefined
}

function patientsAsked(args: string[]): number {
  try {
    const { values } = parseArgs({ args, options: { patients: { type: 'string' } } })
    const patients = Number(values.patients ?? PATIENTS)
    if (Number.isInteger(patients) && patients >= 1 && patients <= 20_000) return patients
  } catch {
    // said below
  }
  throw new UsageError('demo [--patients N], N from 1 to 20000')
}

async function makeDemoClinic(house: House, data: DemoDefinition, patients: number, password: string): Promise<void> {
  process.stderr.write('Making the demo clinic …\n')
  await house.control.createClinic({ slug: SLUG, name: 'Maple Street Clinic', timezone: 'America/New_York' })
  const reporter = makeReporter(process.stderr)
  const texts = [...data.bundles({ patients, today: new Date(house.sources.now()) })]
  const report = await importTexts(
    house,
    SLUG,
    texts.map((text, i) => ({ name: `demo bundle ${i + 1}`, text })),
    reporter.progress,
  )
  reporter.done()
  if (report.failed > 0) throw new Error(`the demo data did not load: ${report.failures[0]?.reason}`)
  for (const person of data.people) {
    await house.control.createUser({
      clinic: SLUG,
      email: person.email,
      name: person.name,
      roles: ROLES.filter((role) => person.roles.includes(role)),
      password,
      ...(person.practitioner ? { link: { kind: 'practitioner' as const, reference: person.practitioner } } : {}),
      ...(person.patient ? { link: { kind: 'self' as const, reference: person.patient } } : {}),
    })
  }
  for (const { id } of house.host.definition.plugins) await house.host.enable(SLUG, id)
}

/**
 * The password of all demo people: the operator's, or one made at the first run and kept beside the synthetic data, so
 * that each start can print it.
 */
function demoPassword(config: Config): string {
  if (config.demoPassword) return config.demoPassword
  const file = join(config.data, 'demo-password')
  if (!existsSync(file)) writeFileSync(file, `${randomBytes(9).toString('base64url')}\n`, { mode: 0o600 })
  return readFileSync(file, 'utf8').trim()
}

function welcome(config: Config, data: DemoDefinition, password: string): string {
  const people = data.people.map(({ email, roles }) => `  ${email.padEnd(22)} ${password}   ${roles.join(', ')}`)
  return [
    '',
    `Tessera is at ${config.url}`,
    '',
    'Demo sign-ins (email  password):',
    ...people,
    '',
    'Everything in the demo clinic is made up. Stop with Ctrl+C.',
    '',
  ].join('\n')
}
