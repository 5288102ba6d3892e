import type { Records, Reference, Resource } from '@tessera/sdk'
import type { RecordsHandle } from '../records/records.js'
import { refuse, Refusal } from '../refusal.js'
import { matchPatients } from './match.js'

/** In a query of a plugin: the cursor that `next` carries from page to page. */
const CURSOR = '_cursor'

/**
 * The SDK's view of the records: parsed resources, absence as null.
 *
 * @param matching the records as the matcher may see them; undefined when the manifest never speaks of patients
 */
export function pluginRecords(handle: RecordsHandle, matching: RecordsHandle | undefined): Records {
  return {
    async read<T extends Resource>(reference: Reference): Promise<T | null> {
      const [type, id] = parts(reference)
      const stored = await absent(handle.read(type, id))
      // stored text was validated as a resource of the type that the caller names
      return stored && (JSON.parse(stored.json) as T)
    },

    async search<T extends Resource>(query: string) {
      const { type, params, after } = splitQuery(query)
      const page = await handle.search(type, params, after === undefined ? {} : { after })
      return {
        resources: page.matches.map(({ json }) => JSON.parse(json) as T),
        included: page.included.map(({ json }) => JSON.parse(json) as Resource),
        ...(page.total === undefined ? {} : { total: page.total }),
        ...(page.next === undefined
          ? {}
          : { next: `${type}?${params}${params && '&'}${CURSOR}=${encodeURIComponent(page.next)}` }),
      }
    },

    async history(reference, { count = 50, before } = {}) {
      const [type, id] = parts(reference)
      const page = await absent(handle.history(type, id, before === undefined ? { count } : { count, before }))
      return page?.versions ?? []
    },

    async everything(patient, { count = 100, after } = {}) {
      const { matches, included, total, next } = await handle.everything(
        patient.replace(/^Patient\//, ''),
        after === undefined ? { count } : { count, after },
      )
      return { matches, included, ...(total === undefined ? {} : { total }), ...(next === undefined ? {} : { next }) }
    },

    async match(query) {
      if (!matching) throw refuse(403, 'forbidden', 'The manifest of this plugin does not speak of patients.')
      return matchPatients(matching, query)
    },
  }
}

/** Null for what is unknown, hidden or deleted; every other refusal stands. */
async function absent<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof Refusal && (error.status === 404 || error.status === 410)) return null
    throw error
  }
}

function parts(reference: string): [type: string, id: string] {
  const [type = '', id = '', ...more] = reference.split('/')
  if (!type || !id || more.length > 0)
    throw refuse(400, 'value', `"${reference.slice(0, 80)}" is no relative reference, Type/id`)
  return [type, id]
}

function splitQuery(query: string): { type: string; params: string; after?: string } {
  const [type = '', ...rest] = query.split('?')
  const all = rest.join('?').split('&').filter(Boolean)
  const cursor = all.find((each) => each.startsWith(`${CURSOR}=`))
  return {
    type,
    params: all.filter((each) => each !== cursor).join('&'),
    ...(cursor === undefined ? {} : { after: decodeURIComponent(cursor.slice(CURSOR.length + 1)) }),
  }
}
