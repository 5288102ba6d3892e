import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

interface Definition {
  id: string
  path: string
  min?: number
  max?: string
  sliceName?: string
  slicing?: { discriminator?: { type: string; path: string }[] }
  binding?: { strength: string; valueSet?: string }
  [more: string]: unknown
}
export interface Profile {
  url: string
  type: string
  snapshot: { element: Definition[] }
}
type Json = unknown
const isObject = (value: Json): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Value sets that list their codes: address → `system|code`. */
type Sets = Map<string, Set<string>>

/** Profiles of a FHIR package (`.tgz`), by the last part of their address. */
export function profilesOf(file: URL): { profiles: Map<string, Profile>; sets: Sets } {
  const profiles = new Map<string, Profile>()
  const sets: Sets = new Map()
  for (const [name, bytes] of tarEntries(gunzipSync(readFileSync(file))))
    if (/^package\/StructureDefinition-[^/]*\.json$/.test(name)) {
      const profile: Profile = JSON.parse(bytes.toString('utf8'))
      profiles.set(profile.url.split('/').at(-1) ?? '', profile)
    } else if (/^package\/ValueSet-[^/]*\.json$/.test(name)) {
      const set: {
        url: string
        compose?: { include: { system?: string; concept?: { code: string }[] }[] }
      } = JSON.parse(bytes.toString('utf8'))
      const codes = (set.compose?.include ?? []).flatMap(({ system, concept = [] }) =>
        concept.map(({ code }) => `${system}|${code}`),
      )
      if (codes.length > 0) sets.set(set.url, new Set(codes))
    }
  return { profiles, sets }
}

/** POSIX tar: blocks of 512 bytes, a header with the name, the size in octal. */
function* tarEntries(tar: Buffer): Generator<[string, Buffer]> {
  for (let at = 0; at + 512 <= tar.length;) {
    const name = tar.toString('utf8', at, at + 100).replace(/\0.*$/s, '')
    const size = Number.parseInt(tar.toString('utf8', at + 124, at + 136), 8) || 0
    if (name) yield [name, tar.subarray(at + 512, at + 512 + size)]
    at += 512 + Math.ceil(size / 512) * 512
  }
}

/**
 * What a resource lacks of a profile: cardinalities, fixed values and patterns, slices by value, pattern or type, and the
 * types of a choice, as the snapshot says. Base R4 (datatypes, required bindings) is the server's own validation.
 */
export function failuresOf(profile: Profile, resource: object, sets: Sets = new Map()): string[] {
  const byId = new Map(profile.snapshot.element.map((each) => [each.id, each]))
  const failures: string[] = []

  const childrenOf = (id: string) =>
    [...byId.values()].filter((each) => each.id.startsWith(`${id}.`) && !each.id.slice(id.length + 1).includes('.'))

  const visit = (id: string, value: Json, path: string): void => {
    if (!isObject(value)) return
    for (const child of childrenOf(id)) {
      const last = child.id.slice(id.length + 1)
      if (last.includes(':')) continue
      const found = valuesAt(value, last)
      checkElement(child, found, `${path}.${last}`)
      for (const each of found) visit(child.id, each, `${path}.${last}`)
      for (const slice of childrenOf(id).filter((each) => each.id.startsWith(`${child.id}:`))) {
        const own = found.filter((each) => isOfSlice(child, slice, each, value))
        checkElement(slice, own, `${path}.${last}:${slice.sliceName}`)
        for (const each of own) visit(slice.id, each, `${path}.${last}:${slice.sliceName}`)
      }
    }
  }

  const checkElement = (definition: Definition, values: Json[], path: string): void => {
    const { min = 0, max = '*' } = definition
    if (values.length < min) failures.push(`${path}: ${values.length} of at least ${min}`)
    if (max !== '*' && values.length > Number(max)) failures.push(`${path}: ${values.length} of at most ${max}`)
    const wanted = wantedOf(definition)
    for (const each of values)
      if (wanted !== undefined && !matches(wanted, each))
        failures.push(`${path}: ${JSON.stringify(each)} is not ${JSON.stringify(wanted)}`)
  }

  const isOfSlice = (parent: Definition, slice: Definition, value: Json, whole: Record<string, Json>): boolean => {
    if (parent.id.endsWith('[x]')) {
      const types = Array.isArray(slice['type']) ? slice['type'] : []
      const base = parent.id.split('.').at(-1)?.replace('[x]', '') ?? ''
      return types.some((each) => isObject(each) && whole[base + capital(String(each['code']))] === value)
    }
    const own = wantedOf(slice)
    if (own !== undefined) return matches(own, value)
    const set =
      slice.binding?.strength === 'required' ? sets.get(slice.binding.valueSet?.split('|')[0] ?? '') : undefined
    if (set) return codingsOf(value).some((each) => set.has(each))
    const rules = parent.slicing?.discriminator ?? []
    return (
      rules.length > 0 &&
      rules.every(({ path }) => {
        const wanted = path.split('.').reduce<{ id: string; found?: Json }>(
          ({ id }, step) => {
            const next = byId.get(`${id}.${step}`)
            const found = next && wantedOf(next)
            return { id: `${id}.${step}`, ...(found === undefined ? {} : { found }) }
          },
          { id: slice.id },
        ).found
        const inside = path
          .split('.')
          .reduce<Json[]>(
            (values, step) => values.flatMap((each) => (isObject(each) ? valuesAt(each, step) : [])),
            [value],
          )
        return wanted !== undefined && inside.some((each) => matches(wanted, each))
      })
    )
  }

  visit(profile.type, resource, profile.type)
  return failures
}

/** Values of an element; of a choice, whichever of its types is there. */
function valuesAt(value: Record<string, Json>, name: string): Json[] {
  const keys = name.endsWith('[x]')
    ? Object.keys(value).filter((key) => key.startsWith(name.slice(0, -3)) && /^[A-Z]/.test(key.slice(name.length - 3)))
    : [name]
  return keys.flatMap((key) => (value[key] === undefined ? [] : Array.isArray(value[key]) ? value[key] : [value[key]]))
}

function wantedOf(definition: Definition): Json {
  const key = Object.keys(definition).find((each) => /^(fixed|pattern)[A-Z]/.test(each))
  return key === undefined ? undefined : definition[key]
}

/** Whether a value holds all of a pattern; of a list, some member does. */
function matches(wanted: Json, value: Json): boolean {
  if (Array.isArray(wanted))
    return Array.isArray(value) && wanted.every((each) => value.some((own) => matches(each, own)))
  if (isObject(wanted))
    return isObject(value) && Object.entries(wanted).every(([key, each]) => matches(each, value[key]))
  return wanted === value
}

const codingsOf = (value: Json): string[] =>
  isObject(value) && Array.isArray(value['coding'])
    ? value['coding'].flatMap((each) => (isObject(each) ? [`${String(each['system'])}|${String(each['code'])}`] : []))
    : []

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
