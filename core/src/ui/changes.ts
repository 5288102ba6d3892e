import type { Principal } from '@tessera/sdk'
import { Hono } from 'hono'
import type { ClinicEnv } from '../env.js'
import type { OpenControl } from '../identity/control.js'
import type { PluginHost } from '../plugins/host.js'
import type { PatientChange } from '../records/changes/changes.js'
import { refuse } from '../refusal.js'
import { undoPlugins } from './undo.js'

type Host = Pick<PluginHost, 'contextFor' | 'definition' | 'enabled'>
type Names = Pick<OpenControl, 'personName' | 'client'>

const PATIENT = /^(?:Patient\/)?([A-Za-z0-9\-.]{1,64})$/
const PAGE = 20
const MOST = 50

/** `GET /?patient={id}&_count=&before={seq}`: the history of a patient, newest first; `next` is the `before` of the next page. */
export function changeRoutes(host: Host, names: Names): Hono<ClinicEnv> {
  const app = new Hono<ClinicEnv>()
  app.get('/', async (c) => {
    const open = c.get('open')
    const principal = c.get('principal')
    const door = { ip: c.get('ip'), request: c.get('requestId') }
    const patient = PATIENT.exec(c.req.query('patient') ?? '')?.[1]
    if (patient === undefined)
      throw refuse(400, 'required', 'Say whose history: ?patient={id}.', { expression: 'patient' })
    const count = Math.min(number(c.req.query('_count'), '_count') ?? PAGE, MOST)
    const before = number(c.req.query('before'), 'before')
    const page = await open.records(principal, door).changes(patient, undoPlugins(host, open, principal, door), {
      count,
      ...(before === undefined ? {} : { before }),
    })
    return c.json(
      {
        changes: page.changes.map((change) => ({
          ...change,
          ...titleOf(change, host),
          actor: actorOf(change),
          display: displayOf(change, host, names),
        })),
        ...(page.next === undefined ? {} : { next: page.next }),
      },
      200,
      { 'cache-control': 'no-store' },
    )
  })
  return app
}

/** `user/<id>`, `client/<id>`, `system/<id>` */
function actorOf({ actor, client }: PatientChange): string {
  const kind: Principal['kind'] =
    client === actor ? 'client' : actor === 'system' || actor.startsWith('plugin-') ? 'system' : 'user'
  return `${kind}/${actor}`
}

function displayOf({ actor, client, plugin }: PatientChange, host: Host, names: Names): string {
  const known = names.personName(actor) ?? (client === undefined ? null : (names.client(client)?.name ?? null))
  if (known) return known
  return (
    titleOf({ plugin }, host).pluginTitle ?? (actor.startsWith('plugin-') ? actor.slice('plugin-'.length) : 'System')
  )
}

/** What the plugin is called, also when it is no longer enabled here. */
function titleOf({ plugin }: { plugin?: string | undefined }, host: Host): { pluginTitle?: string } {
  const title = host.definition.plugins.find(({ id }) => id === plugin)?.title
  return title === undefined ? {} : { pluginTitle: title }
}

function number(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined
  if (!/^[1-9]\d{0,15}$/.test(text))
    throw refuse(400, 'value', `${name} takes a positive number.`, { expression: name })
  return Number(text)
}
