import type { PluginDefinition, Principal } from '@tessera/sdk'
import { Hono } from 'hono'
import type { Door, OpenClinic } from '../clinic.js'
import type { ClinicEnv } from '../env.js'
import type { PluginHost } from '../plugins/host.js'
import { guardPatient, ownRows } from '../plugins/plugin-tables.js'
import { problem } from '../problem.js'
import type { Conflict } from '../records/undo/obstacles.js'
import type { UndoPlugins } from '../records/undo/undo.js'
import { refuse } from '../refusal.js'

type Host = Pick<PluginHost, 'enabled' | 'contextFor'>

/** Bytes of a body: a reason at most. */
const LIMIT = 4096
const LONGEST_REASON = 1000
const ID = /^[A-Za-z0-9-]{1,64}$/

/**
 * `POST /{change-set id}`, with `{reason}` or nothing: reverses it by a new change-set and answers its id and versions,
 * or a 409 with all `conflicts`.
 */
export function undoRoutes(host: Host): Hono<ClinicEnv> {
  const app = new Hono<ClinicEnv>()
  app.post('/:id', async (c) => {
    const id = c.req.param('id')
    if (!ID.test(id)) throw refuse(404, 'not-found', 'There is no such change.')
    const open = c.get('open')
    const principal = c.get('principal')
    const door = { ip: c.get('ip'), request: c.get('requestId') }
    const patient = c.req.header('tessera-patient')?.replace(/^Patient\//, '')
    const reason = await reasonOf(c.req.raw)
    const outcome = await open.records(principal, door).undo(id, undoPlugins(host, open, principal, door), {
      ...(patient === undefined ? {} : { patient }),
      ...(reason === undefined ? {} : { reason }),
    })
    if (!outcome.ok) return refused(outcome.conflicts)
    const { id: change, versions, warnings } = outcome
    return c.json({ id: change, versions, ...(warnings ? { warnings } : {}) }, 200, { 'cache-control': 'no-store' })
  })
  return app
}

/** What the enabled plugins of the clinic know of their rows, in the name of the one who asks. */
export function undoPlugins(host: Host, open: OpenClinic, principal: Principal, door: Door): UndoPlugins {
  const enabled = () => host.enabled(open.clinic.slug)
  const byTable = (name: string) => enabled().find(({ tables }) => tableIn(tables, name))
  return {
    table: (name) => tableIn(byTable(name)?.tables, name),
    reverses: (id) => enabled().some((plugin) => plugin.id === id && plugin.reverse !== undefined),
    async reverse(id, rows) {
      const plugin = enabled().find((each) => each.id === id)
      const context = plugin && host.contextFor(id, open, principal, door)
      if (!plugin?.reverse || !context) throw refuse(409, 'conflict', `${id} can’t reverse this now.`)
      return ownRows(plugin, await plugin.reverse(context, rows))
    },
    async guard(rows, patient) {
      for (const row of rows) {
        const plugin = byTable(row.table)
        if (plugin) await guardPatient(plugin, open, [row], patient)
      }
    },
  }
}

const tableIn = (tables: PluginDefinition['tables'], name: string) =>
  Object.values(tables ?? {}).find((table) => table.name === name)

async function reasonOf(request: Request): Promise<string | undefined> {
  const text = await request.text()
  if (text.trim() === '') return undefined
  if (text.length > LIMIT) throw refuse(413, 'too-long', 'A reason has at most 1,000 characters.')
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    throw refuse(400, 'invalid', 'The body is JSON: {"reason": "…"}, or empty.')
  }
  const reason = typeof body === 'object' && body !== null && 'reason' in body ? body.reason : undefined
  if (reason === undefined || reason === '') return undefined
  if (typeof reason !== 'string' || reason.length > LONGEST_REASON)
    throw refuse(400, 'value', 'A reason is a text of at most 1,000 characters.', { expression: 'reason' })
  return reason
}

async function refused(conflicts: readonly Conflict[]): Promise<Response> {
  const detail = [...new Set(conflicts.map(({ why }) => why))].join(' ')
  const answer = problem(refuse(409, 'conflict', detail, { details: 'not-undone' }))
  const body: unknown = await answer.json()
  return new Response(JSON.stringify(Object.assign({}, body, { conflicts })), {
    status: 409,
    headers: answer.headers,
  })
}
