import type { Http } from '../../shell/http.js'
import { isSchema, type Schema } from './schema.js'

export interface PluginSettings {
  plugin: string
  title: string
  schema: Schema
  values: Record<string, unknown>
}

const url = (base: string, plugin: string) => `${base}/ui/settings/${encodeURIComponent(plugin)}`

/** @param base `/clinics/{slug}` */
export const loadSettings = async (http: Http, base: string, plugin: string): Promise<PluginSettings> =>
  parse(plugin, await (await http(url(base, plugin))).json())

/** What stands now, or what is wrong, by the place in the form (`''`: the whole). */
export async function saveSettings(
  http: Http,
  base: string,
  plugin: string,
  values: Record<string, unknown>,
): Promise<{ saved: PluginSettings } | { errors: ReadonlyMap<string, string> }> {
  const answer = await http(url(base, plugin), {
    method: 'PUT',
    allow: [400, 422],
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(values),
  })
  const body: unknown = await answer.json()
  return answer.ok ? { saved: parse(plugin, body) } : { errors: errorsOf(body) }
}

function parse(plugin: string, body: unknown): PluginSettings {
  const { title, schema, values } = record(body)
  return {
    plugin,
    title: typeof title === 'string' ? title : plugin,
    schema: isSchema(schema) ? schema : {},
    values: record(values),
  }
}

function errorsOf(body: unknown): Map<string, string> {
  const { issues, detail } = record(body)
  const errors = new Map<string, string>()
  for (const each of Array.isArray(issues) ? issues : []) {
    const { expression, diagnostics } = record(each)
    const place = Array.isArray(expression) && typeof expression[0] === 'string' ? expression[0] : ''
    if (typeof diagnostics === 'string' && !errors.has(place)) errors.set(place, reasonIn(diagnostics, place))
  }
  if (errors.size === 0) errors.set('', typeof detail === 'string' ? detail : '')
  return errors
}

/** "The settings of Labs don't hold: senders[0].host: Too short" → "Too short": the place is seen. */
function reasonIn(diagnostics: string, place: string): string {
  const at = place ? diagnostics.lastIndexOf(`${place}: `) : -1
  return at < 0 ? diagnostics : diagnostics.slice(at + place.length + 2)
}

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
