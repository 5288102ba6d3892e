import { endOfObject, members } from './members.js'

/**
 * The text that is stored and served. The client's part is `meta` (its members of `meta`) and `rest` (all others), each
 * member with a leading comma, spelt as it was sent.
 */
export function assemble(
  type: string,
  id: string,
  version: number,
  lastUpdated: string,
  meta: string,
  rest: string,
): string {
  return `{"resourceType":"${type}","id":"${id}","meta":{"versionId":"${version}","lastUpdated":"${lastUpdated}"${meta}}${rest}}`
}

/**
 * The inverse of `assemble`: the client's part of a stored text. Reads the meta only, not the whole text.
 *
 * @param json made by `assemble`
 */
export function splitStored(json: string): { meta: string; rest: string } {
  const lastUpdated = json.indexOf('","lastUpdated":"')
  const metaStart = json.indexOf('"', lastUpdated + 17) + 1
  const metaEnd = endOfObject(json, metaStart)
  return { meta: json.slice(metaStart, metaEnd), rest: json.slice(metaEnd + 1, -1) }
}

/**
 * The members of `meta` that the client owns, each with a leading comma.
 *
 * @param object compact JSON text of `meta`
 */
export function clientMeta(object: string): string {
  if (!object.includes('"versionId"') && !object.includes('"lastUpdated"')) {
    return object.length > 2 ? `,${object.slice(1, -1)}` : ''
  }
  let kept = ''
  for (const { key, text } of members(object)) if (key !== 'versionId' && key !== 'lastUpdated') kept += `,${text}`
  return kept
}
