import type { PluginDefinition, Principal } from '@tessera/sdk'
import { Hono } from 'hono'
import { z } from 'zod'
import type { Door, OpenClinic } from '../clinic.js'
import type { ClinicEnv } from '../env.js'
import type { PluginHost } from '../plugins/host.js'
import { guardPatient, ownRows } from '../plugins/plugin-tables.js'
import { problem } from '../problem.js'
import type { Conflict } from '../records/undo/obstacles.js'
import type { UndoPlugins } from '../records/undo/undo.js'
import { refuse } from '../refusal.js'
import { bodyText } from './json-body.js'

type Host = Pick<PluginHost, 'enabled' | 'contextFor'>

/** Bytes of a body. */
const LIMIT = 4096
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

const asked = z.object({ reason: z.string().max(1000).optional() })

async function reasonOf(request: Request): Promise<string | undefined> {
  const text = await bodyText(request, LIMIT, 'A reason')
  if (text.trim() === '') return undefined
  const parsed = asked.safeParse(jsonOf(text))
  if (!parsed.success)
    throw refuse(400, 'invalid', 'The body is {"reason": "…"} with at most 1,000 characters, or empty.')
  return parsed.data.reason || undefined
}

function jsonOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return value
  } catch {
    return undefined
  }
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
