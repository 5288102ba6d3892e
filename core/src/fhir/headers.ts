import { refuse } from '../refusal.js'

/** What the client prefers (R4 http §3.1.0.1.8, search §3.1.1.1). */
export interface Prefer {
  return?: 'minimal' | 'representation' | 'OperationOutcome'
  /** Unknown search parameters are ignored, and the answer says so. */
  lenient: boolean
}

export function readPrefer(header: string | undefined): Prefer {
  const prefer: Prefer = { lenient: false }
  for (const part of header?.split(/[,;]/) ?? []) {
    const [name = '', value = ''] = part.split('=').map((each) => each.trim().replace(/^"|"$/g, ''))
    if (name === 'handling') prefer.lenient = value === 'lenient'
    if (name === 'return' && (value === 'minimal' || value === 'representation' || value === 'OperationOutcome'))
      prefer.return = value
  }
  return prefer
}

export const etag = (version: number): string => `W/"${version}"`

/** The version of an If-Match: `W/"3"`. @throws Refusal 400 */
export function readIfMatch(value: string | undefined, place?: string): number | undefined {
  if (value === undefined) return undefined
  const version = /^(?:W\/)?"?(\d{1,15})"?$/.exec(value.trim())?.[1]
  if (version === undefined) {
    throw refuse(
      400,
      'value',
      'If-Match must be the ETag of a version, such as W/"3".',
      place ? { expression: place } : {},
    )
  }
  return Number(version)
}

/** Whether the client has this version already (R4 http §3.1.0.1.2). If-None-Match goes first. */
export function isUnchanged(
  request: { ifNoneMatch?: string; ifModifiedSince?: string },
  version: number,
  lastUpdated: string,
): boolean {
  const { ifNoneMatch, ifModifiedSince } = request
  if (ifNoneMatch !== undefined) {
    const tags = ifNoneMatch.split(',').map((each) => each.trim())
    return tags.some((tag) => tag === '*' || /^(?:W\/)?"?(\d+)"?$/.exec(tag)?.[1] === String(version))
  }
  if (ifModifiedSince === undefined) return false
  const since = Date.parse(ifModifiedSince)
  return Math.floor(Date.parse(lastUpdated) / 1000) * 1000 <= since
}

const JSON_TYPES = new Set(['application/fhir+json', 'application/json', 'text/json', 'application/json+fhir'])

/** Whether the body is said to be FHIR JSON; one that says nothing is taken for it. */
export function isFhirJson(contentType: string | undefined): boolean {
  if (contentType === undefined || contentType === FHIR || contentType === 'application/json') return true
  const [type = '', ...parameters] = contentType.toLowerCase().split(';')
  if (!JSON_TYPES.has(type.trim())) return false
  return parameters.every((each) => !each.includes('charset') || /charset\s*=\s*"?utf-?8"?\s*$/.test(each))
}

const FHIR = 'application/fhir+json'

/** Whether the client named a FHIR JSON type itself, as it must to get a Binary as a resource (R4 binary §2.1.1.2). */
export const asksForJson = (accept: string | undefined, format: string | undefined): boolean =>
  format !== undefined || ranges(accept).some((range) => JSON_TYPES.has(range))

/** @throws Refusal 406 when the client takes no JSON: the only format we have */
export function mustTakeJson(accept: string | undefined, format: string | undefined): void {
  if (format !== undefined) {
    const wanted = format.trim().toLowerCase().replaceAll(' ', '+').split(';')[0] ?? ''
    if (wanted === 'json' || JSON_TYPES.has(wanted)) return
    throw notAcceptable(`_format=${format.slice(0, 64)}`)
  }
  if (accept === undefined || accept === '*/*' || accept === FHIR || accept === '') return
  if (ranges(accept).some((range) => range === '*/*' || range === 'application/*' || JSON_TYPES.has(range))) return
  throw notAcceptable(`Accept: ${accept.slice(0, 128)}`)
}

/** Media ranges that the client takes, without those of quality 0 and those of another FHIR version. */
function ranges(accept: string | undefined): string[] {
  const taken: string[] = []
  for (const part of accept?.toLowerCase().split(',') ?? []) {
    const [range = '', ...parameters] = part.split(';').map((each) => each.trim())
    const refused = parameters.some(
      (each) => /^q=0(\.0*)?$/.test(each) || (each.startsWith('fhirversion=') && each !== 'fhirversion=4.0'),
    )
    if (!refused) taken.push(range)
  }
  return taken
}

const notAcceptable = (what: string) =>
  refuse(406, 'not-supported', `${what} can’t be answered: there is application/fhir+json only.`)
