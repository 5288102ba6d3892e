import { refuse } from '../refusal.js'
import { knownId, knownType } from './exchange.js'

/** Where a `Bundle.entry.request.url` leads, relative to our base. */
export interface EntryUrl {
  /** `['Patient', 'p1', '_history', '2']` */
  path: string[]
  /** Query string without `?`; undefined when there is no `?`. */
  query?: string
}

/** @param url relative, absolute within our base, or with a leading slash */
export function readEntryUrl(url: string, base: string): EntryUrl {
  const relative = (url === base || url.startsWith(`${base}/`) ? url.slice(base.length) : url).replace(/^\//, '')
  if (/^[a-z][a-z0-9+.-]*:/i.test(relative)) throw refuse(400, 'invalid', `The address is outside ${base}.`)
  const at = relative.indexOf('?')
  const path = (at < 0 ? relative : relative.slice(0, at)).split('/').filter((step) => step !== '')
  return { path, ...(at < 0 ? {} : { query: relative.slice(at + 1) }) }
}

/** The type alone, as a POST has it. @throws Refusal */
export function typeOnly({ path, query }: EntryUrl): string {
  const [type, ...more] = path
  if (type === undefined || more.length > 0 || query !== undefined)
    throw refuse(400, 'not-supported', 'The url of a POST is the resource type.')
  return knownType(type)
}

/** Type and id, as PUT, PATCH and DELETE have it. @throws Refusal */
export function instance({ path, query }: EntryUrl, method: string): { type: string; id: string } {
  const [type, id, ...more] = path
  if (query !== undefined && id === undefined)
    throw refuse(400, 'not-supported', `A conditional ${method} is not supported: name the id.`)
  if (type === undefined || id === undefined || more.length > 0 || query !== undefined) {
    throw refuse(400, 'value', `The url of a ${method} is “Type/id”.`)
  }
  return { type: knownType(type), id: knownId(id) }
}
