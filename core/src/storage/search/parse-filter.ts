import { refuse, type Refusal } from '../../refusal.js'
import { searchParam, typeName, typeNumber, type SearchParam } from '../definitions.js'
import { clinicalDateParam } from '../extract/clinical-date.js'
import {
  allowedTargets,
  badValue,
  parseDate,
  parseNumber,
  parseQuantity,
  parseReference,
  parseToken,
  type ValueContext,
} from './parse-value.js'
import type { Condition, IndexTable, TokenCondition } from './query.js'
import { splitEscaped, unescapeValue } from './split.js'
import { cutText, normaliseText } from './text.js'

/** How many references a chain may follow, and alternatives a parameter may have. */
const DEPTH = 4
const ALTERNATIVES = 100
const IDS = 1000

/** A parameter that the type doesn't have or that we don't answer: 400, or ignored when the client is lenient. */
export class UnknownParameter {
  constructor(readonly refusal: Refusal) {}
}

/**
 * One filter of a search, `code`, `code:modifier`, a chain `reference(:Type).rest` or `_has:Type:reference:rest`.
 *
 * @throws Refusal 400 for a modifier or value that the parameter doesn't take
 */
export function parseFilter(
  t: number,
  name: string,
  value: string,
  context: ValueContext,
): Condition | UnknownParameter {
  if (name.split(/\.|_has:/).length - 1 > DEPTH) {
    throw refuse(400, 'too-costly', `${name.slice(0, 100)}: a chain has at most ${DEPTH} references`)
  }
  if (name.startsWith('_has:')) return parseHas(t, name, value, context)
  const dot = name.indexOf('.')
  if (dot >= 0) return parseChain(t, name, dot, value, context)
  const [code = '', ...modifiers] = name.split(':')
  const param = searchParam(t, code)
  if (!param) return unknown(t, name)
  if (value === '') throw badValue(name, value, 'a value is missing')
  return parseOwn(t, param, name, modifiers.join(':'), value, context)
}

function parseOwn(
  t: number,
  param: SearchParam,
  name: string,
  modifier: string,
  value: string,
  context: ValueContext,
): Condition | UnknownParameter {
  const parts = splitEscaped(value, ',')
  const most = param.code === '_id' ? IDS : ALTERNATIVES
  if (parts.length > most) throw refuse(400, 'too-costly', `${name}: at most ${most} values`)
  if (parts.includes('')) throw badValue(name, value, 'a value between commas is missing')
  if (param.code === '_id') {
    if (modifier) throw badModifier(name, 'none')
    return { kind: 'id', any: parts.map(unescapeValue) }
  }
  if (param.code === '_lastUpdated') {
    if (modifier) throw badModifier(name, 'none')
    return { kind: 'lastUpdated', any: parts.map((part) => parseDate(name, part, context)) }
  }
  const p = param.rows
  if (p.length === 0) return unsupported(t, name)
  if (modifier === 'missing' && param.kind !== 'composite') return parseMissing(param, name, value)
  switch (param.kind) {
    case 'token':
      if (modifier && modifier !== 'not') throw badModifier(name, ':not and :missing')
      return {
        kind: 'token',
        p,
        not: modifier === 'not',
        weight: tokenWeight(param.code),
        any: parts.map((part) => parseToken(name, part)),
      }
    case 'reference': {
      const type = modifier ? typeNumber(modifier) : undefined
      if (modifier && type === undefined) throw badModifier(name, 'a resource type and :missing')
      return {
        kind: 'reference',
        p,
        primaryPatient: param.primaryPatient,
        any: parts.map((part) => parseReference(name, part, param, context, type)),
      }
    }
    case 'date':
      if (modifier) throw badModifier(name, ':missing')
      return {
        kind: 'date',
        p,
        clinical: clinicalDateParam(t, typeName(t)) === p[0] && p.length === 1,
        interval: param.interval,
        any: parts.map((part) => parseDate(name, part, context)),
      }
    case 'string':
      if (modifier && modifier !== 'exact' && modifier !== 'contains') {
        throw badModifier(name, ':exact, :contains and :missing')
      }
      return {
        kind: 'string',
        p,
        match: modifier === 'exact' || modifier === 'contains' ? modifier : 'start',
        any: parts.map((part) => stringValue(name, part, modifier === 'exact')),
      }
    case 'number':
      if (modifier) throw badModifier(name, ':missing')
      return { kind: 'number', p, any: parts.map((part) => parseNumber(name, part)) }
    case 'quantity': {
      if (modifier) throw badModifier(name, ':missing')
      const beside = codeBeside(t, param)
      return {
        kind: 'quantity',
        p,
        ...(beside === undefined ? {} : { beside }),
        any: parts.map((part) => parseQuantity(name, part)),
      }
    }
    case 'uri':
      if (modifier && modifier !== 'below') throw badModifier(name, ':below and :missing')
      return { kind: 'uri', p, any: parts.map((part) => ({ value: unescapeValue(part), below: modifier === 'below' })) }
    case 'composite':
      if (modifier) throw badModifier(name, 'none')
      return {
        kind: 'codeQuantity',
        p,
        single: param.code === 'code-value-quantity',
        any: parts.map((part) => parseCodeQuantity(name, part)),
      }
    default:
      return unsupported(t, name)
  }
}

/** Compared normalised, except for `:exact`, which is told from its like by the engine. */
function stringValue(name: string, part: string, exact: boolean): string {
  const text = unescapeValue(part)
  const normal = cutText(normaliseText(text))
  if (normal === '') throw badValue(name, part, 'a text has at least one letter, digit or sign')
  return exact ? text : normal
}

function parseCodeQuantity(name: string, part: string) {
  const [code = '', value, ...more] = splitEscaped(part, '$')
  if (value === undefined || more.length > 0) throw badValue(name, part, 'two values with $ between them')
  const token = parseToken(name, code)
  if (token.code === undefined) throw badValue(name, part, 'the first value names a code')
  return { code: token, value: parseQuantity(name, value) }
}

const TABLES: Partial<Record<SearchParam['kind'], IndexTable>> = {
  token: 'tok',
  reference: 'ref',
  date: 'date',
  number: 'num',
  quantity: 'num',
  string: 'str',
  uri: 'uri',
}

export const indexTable = (param: SearchParam): IndexTable | undefined => TABLES[param.kind]

function parseMissing(param: SearchParam, name: string, value: string): Condition {
  const table = indexTable(param)
  if (!table) throw badModifier(name, 'none')
  if (value !== 'true' && value !== 'false') throw badValue(name, value, 'true or false')
  return { kind: 'missing', p: param.rows, table, primaryPatient: param.primaryPatient, missing: value === 'true' }
}

const CLASSES = new Set(
  `status category active gender class intent priority clinical-status verification-status deceased language _tag
  _security criticality type address-use use outcome lifecycle mode kind experimental severity telecom`.split(/\s+/),
)

function tokenWeight(code: string): TokenCondition['weight'] {
  if (code === 'identifier') return 'unique'
  return CLASSES.has(code) ? 'class' : 'code'
}

/** `Observation.value[x]` and `.code` occur once, so their rows are each other's; components' are not. */
function codeBeside(t: number, param: SearchParam): number | undefined {
  const pair = searchParam(t, `code-${param.code}`)
  if (param.code !== 'value-quantity' || pair?.components.join() !== 'code,value-quantity') return undefined
  return searchParam(t, 'code')?.rows[0]
}

function parseChain(
  t: number,
  name: string,
  dot: number,
  value: string,
  context: ValueContext,
): Condition | UnknownParameter {
  const [code = '', modifier] = name.slice(0, dot).split(':')
  const rest = name.slice(dot + 1)
  const param = searchParam(t, code)
  if (!param || param.kind !== 'reference' || param.rows.length === 0) return unknown(t, name)
  let types = param.targets
  if (modifier !== undefined) {
    const type = typeNumber(modifier)
    if (type === undefined) throw badModifier(name, 'a resource type')
    types = [type]
  } else if (types.length === 0) throw badModifier(name, `a resource type, as in ${code}:Patient.${rest}`)
  const any = []
  for (const type of types) {
    const condition = parseFilter(type, rest, value, context)
    if (!(condition instanceof UnknownParameter)) any.push({ t: type, where: [condition] })
  }
  if (any.length === 0) return unknown(t, name)
  // alternatives multiply from step to step, so only the last one may have several
  if (any.length > 1 && rest.includes('.'))
    throw badModifier(name, `a resource type, as in ${code}:${typeName(any[0]?.t ?? t)}.${rest}`)
  return { kind: 'chain', p: param.rows, primaryPatient: param.primaryPatient, any }
}

function parseHas(t: number, name: string, value: string, context: ValueContext): Condition | UnknownParameter {
  const [, type = '', code = '', ...rest] = name.split(':')
  const source = typeNumber(type)
  if (source === undefined || rest.length === 0) {
    throw refuse(400, 'invalid', `${name}: written as _has:Type:reference:parameter`)
  }
  const param = searchParam(source, code)
  if (!param || param.kind !== 'reference' || param.rows.length === 0 || !allowedTargets(param).includes(t)) {
    return unknown(t, name)
  }
  const condition = parseFilter(source, rest.join(':'), value, context)
  if (condition instanceof UnknownParameter) return unknown(t, name)
  return { kind: 'has', p: param.rows, primaryPatient: param.primaryPatient, source: { t: source, where: [condition] } }
}

const unknown = (t: number, name: string): UnknownParameter =>
  new UnknownParameter(refuse(400, 'not-supported', `${typeName(t)} has no search parameter "${name.slice(0, 100)}"`))

const unsupported = (t: number, name: string): UnknownParameter =>
  new UnknownParameter(
    refuse(400, 'not-supported', `The search parameter "${name.slice(0, 100)}" of ${typeName(t)} is not supported`),
  )

const badModifier = (name: string, allowed: string): Refusal =>
  refuse(400, 'not-supported', `"${name.slice(0, 100)}": the modifiers supported here are ${allowed}`)
