import type { Entry } from './entries.js'

/** What is sought in a chart: words, and a time. */
export interface Question {
  words: string[]
  /** FHIR date of any precision: `2024`, `2024-03`, `2024-03-05`. */
  date?: string
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/**
 * Words and a date out of what was typed: "a1c 2024", "visit mar 2024", "mri 2023-11-02".
 *
 * @returns no words and no date for an empty text
 */
export function parseQuestion(text: string): Question {
  const parts = text
    .toLowerCase()
    .normalize('NFKC')
    .split(/[\s,;]+/)
    .filter(Boolean)
    .slice(0, 12)
  const words: string[] = []
  let year: string | undefined
  let month: string | undefined
  let day: string | undefined
  for (const part of parts) {
    const iso = /^((?:19|20)\d\d)(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?$/.exec(part)
    const named = /^[a-z]{3,9}$/.test(part) ? MONTHS.findIndex((each) => part.startsWith(each) && isMonth(part)) : -1
    if (iso) [year, month, day] = [iso[1], iso[2] ?? month, iso[3] ?? day]
    else if (named >= 0) month = String(named + 1).padStart(2, '0')
    else words.push(part)
  }
  // a month without a year says no time
  const date = [year, ...(year && month ? [month] : []), ...(year && month && day ? [day] : [])]
    .filter(Boolean)
    .join('-')
  return { words, ...(date ? { date } : {}) }
}

const LONG = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
]
const isMonth = (word: string): boolean => MONTHS.includes(word) || word === 'sept' || LONG.includes(word)

/** The first day, month or year after a date of that precision: `2024-12` → `2025-01`. */
export function after(date: string): string {
  const [year = 0, month, day] = date.split('-').map(Number)
  if (month === undefined) return String(year + 1)
  const next = new Date(day === undefined ? Date.UTC(year, month) : Date.UTC(year, month - 1, day + 1))
  return next.toISOString().slice(0, date.length)
}

/** What people type for tests whose names say it otherwise; LOINC codes to look for, and words that the names have. */
const SYNONYMS: readonly { typed: readonly string[]; codes: readonly string[]; names: readonly string[] }[] = [
  { typed: ['a1c', 'hba1c', 'hgba1c', 'glycohemoglobin'], codes: ['4548-4', '17856-6', '4549-2'], names: ['a1c'] },
  { typed: ['bp', 'pressure'], codes: ['85354-9', '55284-4'], names: ['blood pressure'] },
  { typed: ['ldl'], codes: ['18262-6', '13457-7', '2089-1'], names: ['ldl', 'low density'] },
  { typed: ['hdl'], codes: ['2085-9'], names: ['hdl', 'high density'] },
  { typed: ['cholesterol'], codes: ['2093-3'], names: ['cholesterol'] },
  { typed: ['potassium', 'k'], codes: ['2823-3', '6298-4'], names: ['potassium'] },
  { typed: ['sodium', 'na'], codes: ['2951-2', '2947-0'], names: ['sodium'] },
  { typed: ['creatinine', 'crea'], codes: ['2160-0', '38483-4'], names: ['creatinine'] },
  { typed: ['egfr', 'gfr'], codes: ['33914-3', '62238-1', '98979-8', '48642-3'], names: ['glomerular', 'egfr'] },
  { typed: ['glucose', 'sugar'], codes: ['2345-7', '2339-0'], names: ['glucose'] },
  { typed: ['hemoglobin', 'hgb', 'hb'], codes: ['718-7'], names: ['hemoglobin'] },
  { typed: ['platelets', 'plt'], codes: ['777-3'], names: ['platelets'] },
  { typed: ['tsh', 'thyroid'], codes: ['3016-3', '11580-8'], names: ['thyrotropin', 'tsh'] },
  { typed: ['flu', 'influenza'], codes: [], names: ['influenza', 'flu'] },
  { typed: ['weight'], codes: ['29463-7'], names: ['weight'] },
  { typed: ['bmi'], codes: ['39156-5'], names: ['body mass index', 'bmi'] },
]

/** LOINC codes that the words mean; empty when they name no test that is known here. */
export const codesFor = (words: readonly string[]): string[] =>
  SYNONYMS.filter(({ typed }) => words.some((word) => typed.includes(word))).flatMap(({ codes }) => codes)

/** Names of kinds, as people type them: "visits 2024". */
const KIND_WORDS: Readonly<Record<Entry['kind'], readonly string[]>> = {
  visit: ['visit', 'visits', 'encounter', 'encounters'],
  note: ['note', 'notes'],
  problem: ['problem', 'problems', 'diagnosis'],
  medicine: ['medicine', 'medicines', 'medication', 'medications', 'drug', 'drugs'],
  result: ['result', 'results', 'lab', 'labs'],
  immunization: ['vaccine', 'vaccines', 'immunization', 'immunizations', 'shot'],
  document: ['document', 'documents'],
}

/** Whether an entry has all the words, in its own or in the usual ones. @param text more of it than is shown */
export function answers(entry: Entry, { words }: Question, text = ''): boolean {
  const said = `${entry.title} ${entry.detail} ${entry.sources.join(' ')} ${text}`.toLowerCase()
  return words.every(
    (word) =>
      starts(said, word) ||
      KIND_WORDS[entry.kind].includes(word) ||
      SYNONYMS.some(({ typed, names }) => typed.includes(word) && names.some((name) => said.includes(name))),
  )
}

/** At the start of a word: "met" finds metformin, "form" doesn't. */
const starts = (text: string, word: string): boolean => {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
    if (at === 0 || !/[\p{L}\d]/u.test(text.charAt(at - 1))) return true
  return false
}
