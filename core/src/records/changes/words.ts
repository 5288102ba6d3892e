/** `MedicationRequest` → `Medication request`, `birthDate` → `Birth date`. */
export function inWords(name: string): string {
  const known = KNOWN.get(name)
  if (known) return known
  const words = name.replaceAll(/(?<=[a-z0-9])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** Names of FHIR that are no words of people. */
const KNOWN: ReadonlyMap<string, string> = new Map([
  ['telecom', 'Contact details'],
  ['recordedDate', 'Date recorded'],
  ['authoredOn', 'Date written'],
  ['managingOrganization', 'Organization'],
])

type Fields = Record<string, unknown>

const MOST = 4

/**
 * A FHIR value as a person reads it, by the shape of its data type: what a concept's text or display says, a quantity
 * with its unit, a name, a period. Undefined when it has nothing to read.
 *
 * @param timezone of the clinic, for instants
 */
export function textOf(value: unknown, timezone: string): string | undefined {
  const text = (part: unknown) => textOf(part, timezone)
  if (value === null || value === undefined || value === '') return undefined
  if (typeof value === 'string') return dateText(value, timezone) ?? value
  if (typeof value === 'number') return String(value).replace('-', '−')
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (Array.isArray(value)) {
    const parts = value.flatMap((each) => text(each) ?? [])
    if (parts.length === 0) return undefined
    return parts.length > MOST ? `${parts.slice(0, MOST).join(', ')} and ${parts.length - MOST} more` : parts.join(', ')
  }
  if (typeof value !== 'object') return undefined
  // of any data type: every element is looked at before it is used
  const of = value as Fields
  return (
    text(of['text']) ??
    text(of['display']) ??
    worded(of['coding']) ??
    quantityText(of) ??
    nameText(of) ??
    between(text(of['start']) ?? text(of['low']), text(of['end']) ?? text(of['high'])) ??
    ratioText(text(of['numerator']), text(of['denominator'])) ??
    text(of['concept']) ??
    text(of['timing']) ??
    text(of['title']) ??
    text(of['code'])
  )
}

/** The words of codings, if they have any; else the code. */
function worded(codings: unknown): string | undefined {
  if (!Array.isArray(codings)) return undefined
  const fields = codings.filter((each): each is Fields => typeof each === 'object' && each !== null)
  const found = fields.find(({ display }) => typeof display === 'string')?.['display'] ?? fields[0]?.['code']
  return typeof found === 'string' ? found : undefined
}

function quantityText({ value, comparator, unit, code, currency }: Fields): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value !== 'number') return undefined
  const named = [unit, code, currency].find((each) => typeof each === 'string')
  return [comparator, String(value).replace('-', '−'), named].filter((each) => each !== undefined).join(' ')
}

function nameText({ given, family, line, city, state, postalCode }: Fields): string | undefined {
  const name = [given, family].flat().filter((each) => typeof each === 'string')
  if (name.length > 0) return name.join(' ')
  const place = [line, city, state, postalCode].flat().filter((each) => typeof each === 'string')
  return place.length > 0 ? place.join(', ') : undefined
}

const between = (from: string | undefined, to: string | undefined): string | undefined =>
  from && to ? `${from} – ${to}` : from ? `from ${from}` : to ? `until ${to}` : undefined

const ratioText = (above: string | undefined, below: string | undefined): string | undefined =>
  above && below ? `${above} / ${below}` : undefined

const DATE = /^(\d{4})-(\d{2})-(\d{2})(T\d{2}:\d{2}.*)?$/

/** `2026-11-24` → `Nov 24, 2026`; an instant with its time in the clinic. */
function dateText(value: string, timezone: string): string | undefined {
  const [, , , , time] = DATE.exec(value) ?? [undefined]
  if (!DATE.test(value)) return undefined
  const at = Date.parse(value)
  if (Number.isNaN(at)) return undefined
  const clock = time ? ({ hour: 'numeric', minute: '2-digit' } as const) : {}
  return new Intl.DateTimeFormat('en-US', {
    timeZone: time ? timezone : 'UTC',
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    ...clock,
  }).format(at)
}
