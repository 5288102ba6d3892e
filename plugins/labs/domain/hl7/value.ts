import type { Segment } from '@tessera/hl7v2'
import type { Observation, Quantity, ObservationReferenceRange } from 'fhir/r4.js'
import { ucum } from '@atomic-ehr/ucum'
import { UCUM } from '../systems.js'
import { concept } from './datatypes.js'
import { mapped, moment, part, plain, prose, some, text, type Reading } from './reading.js'

/** What OBX-5 holds. */
export interface ObxValue {
  value: Partial<Observation>
  /** Content of an ED, or a text too long for an element. */
  attachment?: { contentType: string; data: string; title: string }
}

/** A text longer than this is kept as a document beside the result. */
const LONGEST_TEXT = 100_000

/** OBX-2, OBX-5 and OBX-6 → value[x] (v2-to-FHIR OBX[Observation]); an unknown type is kept as text. */
export function obxValue(reading: Reading, obx: Segment): ObxValue {
  const type = (text(obx, 2) ?? '').toUpperCase()
  const field = obx.fields(5)[0]
  if (!field || field.isNull) return { value: {} }
  switch (type) {
    case 'NM':
      return { value: numeric(reading, obx, part(field, 1) ?? '') }
    case 'SN':
      return { value: structured(reading, obx) }
    case 'CE':
    case 'CWE':
    case 'CNE':
    case 'CF': {
      const found = concept(reading, field)
      return { value: found ? { valueCodeableConcept: found } : {} }
    }
    case 'DT':
    case 'TS':
    case 'DTM': {
      const at = moment(reading, part(field, 1))
      return { value: at ? { valueDateTime: at } : asText(obx).value }
    }
    case 'TM':
      return { value: time(part(field, 1)) ?? asText(obx).value }
    case 'ED':
      return embedded(obx)
    default:
      return asText(obx)
  }
}

function asText(obx: Segment): ObxValue {
  const words = prose(obx, 5)
  if (words === undefined) return { value: {} }
  if (words.length <= LONGEST_TEXT) return { value: { valueString: words } }
  return {
    value: { valueString: `${words.slice(0, 2000)} … (the whole text is attached)` },
    attachment: { contentType: 'text/plain', data: Buffer.from(words).toString('base64'), title: 'Text of the result' },
  }
}

const NUMBER = /^([+-]?)0*(\d+(?:\.\d*)?|\.\d+)(e[+-]?\d+)?$/i

/** A number as FHIR spells decimals, its digits as they came; undefined for what is none. */
export function decimalText(given: string): string | undefined {
  const [, sign, digits = '', exponent = ''] = NUMBER.exec(given.trim()) ?? []
  if (sign === undefined) return undefined
  const [whole = '', fraction] = digits.split('.')
  return `${sign === '-' ? '-' : ''}${whole || '0'}${fraction ? `.${fraction}` : ''}${exponent}`
}

/** A quantity whose number keeps its spelling. */
function quantity(
  reading: Reading,
  given: string,
  unit: Partial<Quantity>,
  comparator?: Quantity['comparator'],
): Quantity | undefined {
  const spelling = decimalText(given)
  if (spelling === undefined || !Number.isFinite(Number(spelling))) return undefined
  const made: Quantity = { value: Number(spelling), ...some('comparator', comparator), ...unit }
  reading.spelled.set(made, spelling)
  return made
}

function numeric(reading: Reading, obx: Segment, given: string): Partial<Observation> {
  const [, sign, rest = ''] = /^\s*([<>]=?|≤|≥)?\s*(.*)$/.exec(given) ?? []
  const made = quantity(reading, rest, unitOf(reading, obx), sign ? COMPARATOR[sign] : undefined)
  if (made) return { valueQuantity: made }
  return asText(obx).value
}

const COMPARATOR: Readonly<Record<string, Quantity['comparator']>> = {
  '<': '<',
  '>': '>',
  '<=': '<=',
  '>=': '>=',
  '≤': '<=',
  '≥': '>=',
}

/** SN: `>^100`, `^1^:^128`, `^10^-^20`. */
function structured(reading: Reading, obx: Segment): Partial<Observation> {
  const field = obx.field(5)
  const [comparator = '', first = '', separator, second] = [1, 2, 3, 4].map((n) => part(field, n))
  const unit = unitOf(reading, obx)
  const known = comparator === '' || comparator === '=' || comparator in COMPARATOR
  if (known && !separator) {
    const made = quantity(reading, first, unit, COMPARATOR[comparator])
    if (made) return { valueQuantity: made }
  }
  const [a, b] = [quantity(reading, first, unit), quantity(reading, second ?? '', unit)]
  if (known && a && b && separator === '-') return { valueRange: { low: a, high: b } }
  if (known && a && b && (separator === ':' || separator === '/')) {
    const numerator = quantity(reading, first, {}, COMPARATOR[comparator])
    const denominator = quantity(reading, second ?? '', {})
    return { valueRatio: { ...some('numerator', numerator), ...some('denominator', denominator) } }
  }
  const words = plain([comparator, first, separator, second].filter(Boolean).join(' '))
  return words ? { valueString: words } : {}
}

function time(given: string | undefined): Partial<Observation> | undefined {
  const [, hour, minute, second = '00'] = /^(\d{2})(\d{2})(\d{2})?/.exec(given ?? '') ?? []
  return hour && minute && Number(hour) < 24 && Number(minute) < 60
    ? { valueTime: `${hour}:${minute}:${second}` }
    : undefined
}

const SUBTYPES: Readonly<Record<string, string>> = {
  PDF: 'application/pdf',
  'APPLICATION/PDF': 'application/pdf',
  RTF: 'application/rtf',
  HTML: 'text/html',
  XML: 'application/xml',
  JPEG: 'image/jpeg',
  JPG: 'image/jpeg',
  PNG: 'image/png',
  TIFF: 'image/tiff',
  GIF: 'image/gif',
  PLAIN: 'text/plain',
  TEXT: 'text/plain',
}

/** ED: source ^ type ^ subtype ^ encoding ^ data. */
function embedded(obx: Segment): ObxValue {
  const field = obx.field(5)
  const [kind, subtype, encoding] = [part(field, 2), part(field, 3), part(field, 4)]
  const data = field.component(5).value
  if (data === '') return asText(obx)
  const contentType =
    SUBTYPES[(subtype ?? '').toUpperCase()] ?? SUBTYPES[(kind ?? '').toUpperCase()] ?? 'application/octet-stream'
  const bytes =
    encoding?.toLowerCase() === 'base64'
      ? Buffer.from(data, 'base64')
      : encoding?.toLowerCase() === 'hex'
        ? Buffer.from(data, 'hex')
        : Buffer.from(field.component(5).text)
  const title = text(obx, 3, 2) ?? text(obx, 3) ?? 'Attachment'
  return {
    value: { valueString: `${title} (attached)` },
    attachment: { contentType, data: bytes.toString('base64'), title },
  }
}

/** OBX-6 → unit, and its UCUM code where it is one. */
function unitOf(reading: Reading, obx: Segment): Partial<Quantity> {
  const field = obx.fields(6)[0]
  if (!field) return {}
  const code = part(field, 1)
  const words = part(field, 2)
  // `10*3/uL` is UCUM; what people wrote otherwise (`x10^3/uL` breaks in components) stays a text
  const unit = words ?? code ?? plain(field.text)
  const named = mapped(reading, 'unit', code ?? unit ?? '')?.target
  const meant = named ?? (code ? ucumOf(code) : undefined)
  return { ...some('unit', unit), ...(meant ? { system: UCUM, code: meant } : {}) }
}

/** Spellings of units that laboratories use and UCUM doesn't. */
const SPELLINGS: Readonly<Record<string, string>> = {
  'mg/dl': 'mg/dL',
  'g/dl': 'g/dL',
  'mmol/l': 'mmol/L',
  'meq/l': 'meq/L',
  'mEq/L': 'meq/L',
  'IU/L': '[IU]/L',
  'IU/mL': '[IU]/mL',
  'mIU/L': 'm[IU]/L',
  'uIU/mL': 'u[IU]/mL',
  'µIU/mL': 'u[IU]/mL',
  'mIU/mL': 'm[IU]/mL',
  'U/l': 'U/L',
  'ug/dl': 'ug/dL',
  'µg/dL': 'ug/dL',
  'mcg/dL': 'ug/dL',
  'mcg/mL': 'ug/mL',
  'ng/ml': 'ng/mL',
  'pg/ml': 'pg/mL',
  'K/uL': '10*3/uL',
  'M/uL': '10*6/uL',
  'x10E3/uL': '10*3/uL',
  'x10E6/uL': '10*6/uL',
  '10E3/uL': '10*3/uL',
  '10E6/uL': '10*6/uL',
  'mm/hr': 'mm/h',
  'mL/min/1.73': 'mL/min/{1.73_m2}',
  'mL/min/1.73m2': 'mL/min/{1.73_m2}',
  F: '[degF]',
  lb: '[lb_av]',
  in: '[in_i]',
  'cells/uL': '{cells}/uL',
}

/** The UCUM code of a unit as laboratories write it; undefined when it is none. */
export function ucumOf(unit: string): string | undefined {
  const spelled = SPELLINGS[unit]
  if (spelled) return spelled
  try {
    return ucum.validate(unit).valid ? unit : undefined
  } catch {
    return undefined
  }
}

/** OBX-7 → reference range: `3.5-5.1`, `<200`, `>=60`; other texts stay texts. */
export function referenceRange(reading: Reading, obx: Segment): ObservationReferenceRange | undefined {
  const words = prose(obx, 7)
  if (!words) return undefined
  const unit = unitOf(reading, obx)
  const [, low, high] = /^(-?[\d.]+)\s*(?:-|–|_|\^|to)\s*(-?[\d.]+)$/.exec(words) ?? []
  const [, sign, bound] = /^([<>]=?|≤|≥)\s*(-?[\d.]+)$/.exec(words) ?? []
  const made = {
    ...some(
      'low',
      low !== undefined
        ? quantity(reading, low, unit)
        : sign?.startsWith('>') || sign === '≥'
          ? quantity(reading, bound ?? '', unit)
          : undefined,
    ),
    ...some(
      'high',
      high !== undefined
        ? quantity(reading, high, unit)
        : sign?.startsWith('<') || sign === '≤'
          ? quantity(reading, bound ?? '', unit)
          : undefined,
    ),
  }
  return { ...made, text: words }
}
