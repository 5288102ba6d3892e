import type { PluginDefinition } from '@tessera/sdk'
import { z } from 'zod'
import { Refusal } from '../refusal.js'

/**
 * What the clinic set, completed with defaults.
 *
 * @throws Refusal 422 with one issue for each wrong place, `expression` is its path
 */
export function checkedSettings(plugin: PluginDefinition, stored: unknown): unknown {
  if (!plugin.settings) return {}
  const parsed = plugin.settings.safeParse(stored ?? {})
  if (parsed.success) return parsed.data
  throw new Refusal(
    422,
    parsed.error.issues.map(({ path, message }) => ({
      severity: 'error',
      code: 'invalid',
      diagnostics: `The settings of ${plugin.title} don't hold: ${path.length > 0 ? `${placeOf(path)}: ` : ''}${message}`,
      expression: [placeOf(path)],
    })),
  )
}

/** `senders[0].host`; '' for the whole. */
const placeOf = (path: readonly PropertyKey[]): string =>
  path.map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i > 0 ? '.' : ''}${String(part)}`)).join('')

/** What the form is made from: JSON Schema 2020-12 of what may be sent. */
export function settingsSchema({ settings }: PluginDefinition): object {
  if (!settings) return { type: 'object', properties: {}, additionalProperties: false }
  return z.toJSONSchema(settings, { io: 'input', unrepresentable: 'any' })
}

/**
 * What the form shows: what was set, with defaults. A schema that turns its input into something else is shown the
 * input.
 */
export function settingsValues(plugin: PluginDefinition, stored: unknown): unknown {
  const full = plugin.settings?.safeParse(stored ?? {})
  if (!full?.success) return stored ?? {}
  return plugin.settings?.safeParse(full.data).success ? full.data : stored
}

/** Names of the settings that differ, for the audit event: a value may be a secret. */
export function changedNames(before: unknown, after: unknown): string[] {
  const one = isObject(before) ? before : {}
  const other = isObject(after) ? after : {}
  return [...new Set([...Object.keys(one), ...Object.keys(other)])]
    .filter((name) => JSON.stringify(one[name]) !== JSON.stringify(other[name]))
    .toSorted()
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
