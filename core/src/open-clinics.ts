import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { openAuditLog } from './audit/open-audit-log.js'
import type { AuditLog } from './audit/event.js'
import type { BeforeHook, Clinics, OpenClinic } from './clinic.js'
import type { Sources } from './clock.js'
import type { Config } from './config.js'
import type { Clinic, Control } from './identity/control.js'
import type { Log } from './log.js'
import { catchUp, makeGate } from './records/gate.js'
import { refuse } from './refusal.js'
import type { ChangeRow, Engine } from './storage/engine.js'
import { openLibsqlEngine } from './storage/libsql/engine.js'
import { NewerFile, type StorageThreads } from './storage/libsql/threads.js'

export interface ClinicsParts {
  config: Config
  control: Control
  threads: StorageThreads
  sources: Sources
  /** Ed25519 seed that signs audit checkpoints. */
  signKey: Uint8Array
  log: Log
  /** Called once for each clinic, before its first request: the plugin host puts its tables and hooks in place. */
  onOpen?(open: OpenClinic): Promise<void>
}

/** Opens clinics at their first request and keeps them open. */
export function openClinics(parts: ClinicsParts): Clinics {
  const known = new Map<string, Promise<OpenClinic | null>>()
  const ready: OpenClinic[] = []

  async function open(slug: string): Promise<OpenClinic | null> {
    const clinic = await parts.control.clinic(slug)
    if (!clinic) return null
    const made = await openOne(parts, clinic)
    ready.push(made)
    return made
  }

  return {
    open(slug) {
      const found = known.get(slug)
      if (found) return found
      const opening = open(slug).then(
        (made) => {
          // a clinic may be made later
          if (!made) known.delete(slug)
          return made
        },
        (error: unknown) => {
          known.delete(slug)
          if (error instanceof NewerFile) throw error
          parts.log.error({ clinic: slug, err: error }, 'a clinic could not be opened')
          throw refuse(503, 'exception', 'The clinic’s records can’t be opened now.')
        },
      )
      known.set(slug, opening)
      return opening
    },
    opened: () => [...ready],
    async close() {
      await Promise.allSettled(known.values())
      await Promise.all(ready.splice(0).map((each) => each.close()))
      known.clear()
    },
  }
}

async function openOne(parts: ClinicsParts, clinic: Clinic): Promise<OpenClinic> {
  const { config, control, sources, threads } = parts
  const folder = join(config.data, 'clinics', clinic.slug)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const key = await control.clinicKey(clinic.slug)
  const baseUrl = `${config.url}/clinics/${clinic.slug}/fhir`
  const engine = await openLibsqlEngine({
    slug: clinic.slug,
    file: join(folder, 'clinic.db'),
    key,
    timezone: clinic.timezone,
    baseUrl,
    threads,
  })
  const { found, schema } = engine.opened
  if (found > 0 && found < schema)
    parts.log.info(
      { clinic: clinic.slug, from: found, to: schema },
      'the clinic’s file was migrated; a copy is beside it',
    )
  const auditFile = join(folder, 'audit.db')
  let audit: AuditLog | undefined
  try {
    audit = await openAuditLog({
      file: auditFile,
      key,
      anchors: config.anchors,
      clinic: clinic.slug,
      signKey: parts.signKey,
      now: sources.now,
      // a chain that is lost isn't begun anew in silence
      firstOpen: (await engine.lastChange()) === 0,
      onCommit: () => threads.dirty(auditFile),
    })
    threads.watch(auditFile, key)
    audit = closingAfter(audit, () => threads.unwatch(auditFile))
    return await assembleClinic(parts, clinic, engine, audit, baseUrl)
  } catch (error) {
    await audit?.close()
    await engine.close()
    throw error
  }
}

async function assembleClinic(
  parts: ClinicsParts,
  clinic: Clinic,
  engine: Engine,
  audit: AuditLog,
  baseUrl: string,
): Promise<OpenClinic> {
  const { log } = parts
  const listeners = new Set<(changes: readonly ChangeRow[]) => void>()
  const chained = await catchUp({ engine, audit })
  if (chained > 0) log.warn({ clinic: clinic.slug, changes: chained }, 'chained what the last run left')
  let catchingUp: NodeJS.Timeout | undefined
  const hooks: { before?: BeforeHook } = {}
  const records = makeGate({
    clinic,
    engine,
    audit,
    sources: parts.sources,
    baseUrl,
    before: () => hooks.before,
    committed: (changes) => {
      for (const listener of listeners) listener(changes)
    },
    failed(error) {
      log.error({ clinic: clinic.slug, err: error }, 'an audit event could not be kept')
      catchingUp ??= setTimeout(() => {
        catchingUp = undefined
        catchUp({ engine, audit }).catch((again: unknown) =>
          log.error({ clinic: clinic.slug, err: again }, 'the audit chain is behind'),
        )
      }, 1000).unref()
    },
  })
  const open: OpenClinic = {
    clinic,
    engine,
    audit,
    records,
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    get before() {
      return hooks.before
    },
    set before(hook) {
      if (hook) hooks.before = hook
      else delete hooks.before
    },
    async close() {
      clearTimeout(catchingUp)
      listeners.clear()
      await engine.close()
      await audit.close()
    },
  }
  await parts.onOpen?.(open)
  return open
}

/** Nobody else has the file open when its owner closes it. */
const closingAfter = (audit: AuditLog, release: () => Promise<void>): AuditLog => ({
  append: (event) => audit.append(event),
  appendSoon: (event) => audit.appendSoon(event),
  lastChange: () => audit.lastChange(),
  verify: () => audit.verify(),
  get anchorsOk() {
    return audit.anchorsOk
  },
  async close() {
    await release()
    await audit.close()
  },
})
