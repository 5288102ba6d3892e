import { cutText, normaliseText } from '../search/text.js'
import { isObject, type Add, type Extraction } from './extraction.js'
import { addPair } from './unique.js'

export const addText: Add = ({ rows }, { p }, value) => {
  if (typeof value === 'string') text(rows.str, p, value)
}

/** Each part of a name and the name as a text. */
export const addName: Add = (extraction, emit, value) => parts(extraction, emit.p, value, NAME)

export const addPostalAddress: Add = (extraction, emit, value) => parts(extraction, emit.p, value, ADDRESS)

export const addConceptText: Add = ({ rows }, { p }, value) => {
  if (isObject(value) && typeof value['text'] === 'string') text(rows.str, p, value['text'])
}

const NAME = ['family', 'given', 'prefix', 'suffix', 'text'] as const
const ADDRESS = ['line', 'city', 'district', 'state', 'postalCode', 'country', 'text'] as const

function parts({ rows }: Extraction, p: number, value: unknown, members: readonly string[]): void {
  if (!isObject(value)) return
  for (const member of members) {
    const part = value[member]
    if (typeof part === 'string') text(rows.str, p, part)
    else if (Array.isArray(part)) for (const each of part) if (typeof each === 'string') text(rows.str, p, each)
  }
}

function text(rows: Extraction['rows']['str'], p: number, value: string): void {
  const normal = PLAIN.test(value) ? value.toLowerCase() : cutText(normaliseText(value.slice(0, LONGEST)))
  if (normal !== '') addPair(rows, p, normal)
}

/** Nothing to fold but case: printable ASCII with single spaces inside. */
const PLAIN = /^(?=.{1,400}$)[!-~]+(?: [!-~]+)*$/

/** More than an index keeps even when most of it is marks. */
const LONGEST = 4000
