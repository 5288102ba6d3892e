import { refuse, type Refusal } from '../../refusal.js'
import { searchParam, searchParams, typeName, typeNumber } from '../definitions.js'
import { clinicalDateParam } from '../extract/clinical-date.js'
import { allowedTargets, badValue } from './parse-value.js'
import { indexTable } from './parse-filter.js'
import type { Include, SearchQuery, SortKey } from './query.js'

/** What of a search says how the answer is given, not what is found. */
export type Controls = Omit<SearchQuery, 't' | 'where'>

interface Control {
  repeats?: boolean
  read(controls: Controls, t: number, name: string, value: string): void
}

/** Largest page (DESIGN §7); a larger `_count` means this. */
const PAGE = 1000
const SORT_KEYS = 4
const INCLUDES = 20

const SUMMARIES = ['true', 'text', 'data', 'count', 'false'] as const
const TOTALS = ['none', 'estimate', 'accurate'] as const

/** The result parameters (R4 search §3.1.1.5) by name. */
export const CONTROLS: Readonly<Record<string, Control>> = {
  _count: {
    read(controls, _t, name, value) {
      if (!/^\d{1,15}$/.test(value)) throw badValue(name, value, 'a whole number from 0')
      controls.count = Math.min(Number(value), PAGE)
    },
  },
  _total: {
    read(controls, _t, name, value) {
      controls.total = oneOf(TOTALS, name, value)
    },
  },
  _summary: {
    read(controls, _t, name, value) {
      controls.summary = oneOf(SUMMARIES, name, value)
    },
  },
  _elements: {
    read(controls, _t, name, value) {
      const elements = value.split(',')
      if (!elements.every((each) => /^[A-Za-z]{1,64}$/.test(each))) {
        throw badValue(name, value, "names of the resource's own elements")
      }
      controls.elements = elements
    },
  },
  _sort: {
    read(controls, t, name, value) {
      const keys = value.split(',')
      if (keys.length > SORT_KEYS) throw refuse(400, 'too-costly', `_sort: at most ${SORT_KEYS} keys`)
      controls.sort = keys.map((key) => sortKey(t, name, key))
    },
  },
  _include: include(false),
  '_include:iterate': include(true),
  _revinclude: {
    repeats: true,
    read(controls, t, name, value) {
      if (controls.revinclude.length >= INCLUDES) throw tooMany(name)
      controls.revinclude.push(revinclude(t, name, value))
    },
  },
  // The door reads these two.
  _format: { read() {} },
  _pretty: { read() {} },
}

function oneOf<T extends string>(allowed: readonly T[], name: string, value: string): T {
  const found = allowed.find((each) => each === value)
  if (found === undefined) throw badValue(name, value, `one of ${allowed.join(', ')}`)
  return found
}

function sortKey(t: number, name: string, key: string): SortKey {
  const descending = key.startsWith('-')
  const code = descending ? key.slice(1) : key
  if (code === '_lastUpdated') return { by: 'lastUpdated', descending }
  if (code === '_id') return { by: 'id', descending }
  const param = searchParam(t, code)
  if (!param)
    throw refuse(400, 'not-supported', `${name}: ${typeName(t)} has no search parameter "${code.slice(0, 64)}"`)
  const [p] = param.rows
  if (param.kind === 'date' && p !== undefined && p === clinicalDateParam(t, typeName(t)))
    return { by: 'clinicalDate', p, descending }
  const table = indexTable(param)
  if (p === undefined || table === undefined || table === 'ref' || table === 'uri') {
    throw refuse(400, 'not-supported', `${name}: sorting by "${code}" is not supported`)
  }
  return { by: 'param', p: param.rows, table, descending }
}

function include(iterate: boolean): Control {
  return {
    repeats: true,
    read(controls, t, name, value) {
      if (controls.include.length >= INCLUDES) throw tooMany(name)
      const found = value === '*' ? { ...every(t), iterate } : { ...reference(name, value), iterate }
      if (!iterate && found.source !== t) {
        throw badValue(name, value, `starts at ${typeName(t)}; from included resources with _include:iterate`)
      }
      controls.include.push(found)
    },
  }
}

function revinclude(t: number, name: string, value: string): Include {
  const found = { ...reference(name, value), iterate: false }
  if (found.p.length === 0) throw badValue(name, value, 'Type:reference')
  const param = searchParam(found.source, value.split(':')[1] ?? '')
  if ((param && !allowedTargets(param).includes(t)) || (found.target !== undefined && found.target !== t)) {
    throw badValue(name, value, `it never refers to ${typeName(t)}`)
  }
  return found
}

/** `Type:reference`, `Type:reference:Target` or `Type:*`. */
function reference(name: string, value: string): Omit<Include, 'iterate'> {
  const [type = '', code = '', target, ...more] = value.split(':')
  const source = typeNumber(type)
  if (source === undefined || code === '' || more.length > 0)
    throw badValue(name, value, 'Type:reference or Type:reference:Target')
  const targetType = target === undefined ? undefined : typeNumber(target)
  if (target !== undefined && targetType === undefined)
    throw badValue(name, value, `there is no resource type ${target}`)
  const only = targetType === undefined ? {} : { target: targetType }
  if (code === '*') return { ...every(source), ...only }
  const param = searchParam(source, code)
  if (!param || param.kind !== 'reference' || param.rows.length === 0) {
    throw refuse(400, 'not-supported', `${name}=${value}: ${type} has no reference parameter "${code}"`)
  }
  return { source, p: param.rows, primaryPatient: param.primaryPatient, ...only }
}

const every = (source: number): Omit<Include, 'iterate'> => ({
  source,
  p: [],
  primaryPatient: searchParams(source).some((param) => param.primaryPatient),
})

const tooMany = (name: string): Refusal => refuse(400, 'too-costly', `${name}: at most ${INCLUDES} times`)
