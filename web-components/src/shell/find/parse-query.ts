/** What a person typed to find a patient, told apart. */
export interface PatientQuery {
  /** Parts of names, in any order. */
  names: string[]
  /** FHIR date: `1968-03-14`, `1968-03`, `1968`. */
  birthDate?: string
  /** A record number: has a digit and is no date. */
  identifier?: string
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const MONTH = '(jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\\.?'

/** Forms of a birth date, each with the place of year, month and day among its groups. */
const DATE_FORMS: { form: RegExp; read: (groups: string[]) => string | undefined }[] = [
  { form: /\b(\d{4})-(\d{1,2})(?:-(\d{1,2}))?\b/, read: ([y, m, d]) => fhirDate(y, m, d) },
  { form: /\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b/, read: ([d, m, y]) => fhirDate(y, m, d) },
  { form: /\b(\d{1,2})\/(\d{1,2})\/(\d{4})\b/, read: ([a, b, y]) => fhirDate(y, a, b) ?? fhirDate(y, b, a) },
  {
    form: new RegExp(`\\b${MONTH}\\s+(\\d{1,2}),?\\s+(\\d{4})\\b`, 'i'),
    read: ([m, d, y]) => fhirDate(y, monthNumber(m), d),
  },
  {
    form: new RegExp(`\\b(\\d{1,2})\\.?\\s+${MONTH}\\s+(\\d{4})\\b`, 'i'),
    read: ([d, m, y]) => fhirDate(y, monthNumber(m), d),
  },
  { form: new RegExp(`\\b${MONTH}\\s+(\\d{4})\\b`, 'i'), read: ([m, y]) => fhirDate(y, monthNumber(m)) },
  { form: /(?<![\w/.-])((?:18|19|20)\d{2})(?![\w/.-])/, read: ([y]) => fhirDate(y) },
]

/**
 * Reads names, a birth date in a common form (3/14/1968, 14.03.1968, 1968-03-14, Mar 14 1968, 1968) and a record number.
 * Undefined while there is too little to search for: fewer than two letters and nothing else.
 */
export function parsePatientQuery(text: string): PatientQuery | undefined {
  let rest = text.trim()
  let birthDate: string | undefined
  for (const { form, read } of DATE_FORMS) {
    const found = form.exec(rest)
    const date = found && read(found.slice(1))
    if (!date) continue
    birthDate = date
    rest = rest.replace(form, ' ')
    break
  }
  const words = rest.split(/[\s,;]+/).filter(Boolean)
  const identifier = words.find((word) => /\d/.test(word) && word.length >= 2)
  const names = words.filter((word) => !/\d/.test(word) && /\p{L}/u.test(word))
  const letters = names.join('').length
  if (!birthDate && !identifier && letters < 2) return undefined
  return { names, ...(birthDate ? { birthDate } : {}), ...(identifier ? { identifier } : {}) }
}

/** The FHIR searches that answer it; a bare number may be a year or a record number, so it asks for both. */
export function fhirQueries({ names, birthDate, identifier }: PatientQuery): string[] {
  const rest = '_count=10&_sort=family'
  const parts = [
    ...names.map((name) => `name=${encodeURIComponent(name)}`),
    ...(birthDate ? [`birthdate=${birthDate}`] : []),
  ]
  if (identifier) return [`Patient?${[`identifier=${encodeURIComponent(identifier)}`, ...parts, rest].join('&')}`]
  const queries = [`Patient?${[...parts, rest].join('&')}`]
  if (names.length === 0 && birthDate && /^\d{4}$/.test(birthDate))
    queries.push(`Patient?identifier=${birthDate}&${rest}`)
  return queries
}

/** @returns undefined for a day that doesn't exist */
function fhirDate(year = '', month?: string, day?: string): string | undefined {
  if (!/^\d{4}$/.test(year)) return undefined
  if (month === undefined) return year
  const [m, d] = [Number(month), Number(day ?? 1)]
  const date = new Date(Date.UTC(Number(year), m - 1, d))
  if (date.getUTCMonth() !== m - 1 || date.getUTCDate() !== d) return undefined
  return [year, String(m).padStart(2, '0'), ...(day === undefined ? [] : [String(d).padStart(2, '0')])].join('-')
}

function monthNumber(name = ''): string {
  return String(MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1)
}
