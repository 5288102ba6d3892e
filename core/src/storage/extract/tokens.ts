import { isObject, type Add, type Extraction, type Json } from './extraction.js'
import { addTriple } from './unique.js'

export const addCoding: Add = ({ rows }, { p }, value) => {
  if (isObject(value)) coding(rows.tok, p, value)
}

/** All codings; text alone is no token. */
export const addConcept: Add = ({ rows }, { p }, value) => {
  if (!isObject(value) || !Array.isArray(value['coding'])) return
  for (const each of value['coding']) if (isObject(each)) coding(rows.tok, p, each)
}

export const addIdentifier: Add = ({ rows }, { p }, value) => {
  if (!isObject(value) || typeof value['value'] !== 'string') return
  addTriple(rows.tok, p, systemOf(value), value['value'])
}

/** R4 search §3.1.1.5.10: the value, in no system. */
export const addContactPoint: Add = ({ rows }, { p }, value) => {
  if (isObject(value) && typeof value['value'] === 'string') addTriple(rows.tok, p, '', value['value'])
}

/** A `code` is in the system of its value set. */
export const addCode: Add = ({ rows }, { p, system }, value) => {
  if (typeof value === 'string') addTriple(rows.tok, p, system, value)
}

/** string, id, uri, boolean */
export const addPlain: Add = ({ rows }, { p }, value) => {
  if (typeof value === 'string') addTriple(rows.tok, p, '', value)
  else if (typeof value === 'boolean') addTriple(rows.tok, p, '', value ? 'true' : 'false')
}

function coding(rows: Extraction['rows']['tok'], p: number, value: Json): void {
  if (typeof value['code'] === 'string') addTriple(rows, p, systemOf(value), value['code'])
}

const systemOf = (value: Json): string => (typeof value['system'] === 'string' ? value['system'] : '')
