import type { Condition } from 'fhir/r4.js'
import { ICD10 } from './order-state.js'

/** An active problem of the chart, as an order names it. */
export interface Problem {
  /** `Condition/id` */
  reference: string
  text: string
  /** ICD-10-CM */
  icd?: string
}

/** Active problems that stand; one that is written down twice is offered once. */
export function problemsOf(conditions: readonly Condition[]): Problem[] {
  const problems = conditions.flatMap(({ id, code, verificationStatus }): Problem[] => {
    const doubt = verificationStatus?.coding?.[0]?.code
    const text = code?.text ?? code?.coding?.find(({ display }) => display)?.display ?? code?.coding?.[0]?.code
    if (!id || !text || doubt === 'refuted' || doubt === 'entered-in-error') return []
    const icd = code?.coding?.find(({ system }) => system === ICD10)?.code
    return [{ reference: `Condition/${id}`, text, ...(icd ? { icd } : {}) }]
  })
  return problems.filter(({ text }, at) => problems.findIndex((each) => each.text === text) === at)
}

/** What a test is usually ordered for: beginnings of ICD-10-CM codes, and words for problems without one. */
const USUAL: Readonly<Record<string, readonly [codes: readonly string[], words: RegExp]>> = {
  '4548-4': [['E08', 'E09', 'E10', 'E11', 'E13', 'O24', 'R73'], /diabet/i],
  '24321-2': [
    ['I10', 'I11', 'I12', 'I13', 'I15', 'I50', 'N18', 'E87', 'E10', 'E11'],
    /hypertens|kidney|diabet|heart fail/i,
  ],
  '24331-1': [['E78'], /cholest|lipid/i],
  '24325-3': [['K7', 'B18', 'F10'], /liver|hepat/i],
  '58410-2': [['D5', 'D6', 'R53', 'C9'], /anemi|anaemi|fatigue/i],
  '3016-3': [['E00', 'E01', 'E02', 'E03', 'E04', 'E05', 'E06', 'R53'], /thyro|fatigue/i],
  '2823-3': [['E87', 'N18', 'I10', 'I50'], /potass|kal.?emi|kidney|hypertens/i],
  '2160-0': [['N17', 'N18', 'N19', 'I12', 'I13'], /kidney|renal/i],
  '2276-4': [['D50', 'E83.1', 'R53'], /anemi|anaemi|iron|fatigue/i],
  '1989-3': [['E55', 'M80', 'M81'], /vitamin d|osteopor/i],
  '9318-7': [['E10', 'E11', 'E13', 'N18', 'I10', 'R80'], /diabet|kidney|hypertens/i],
  '3084-1': [['M10', 'M1A', 'E79'], /gout/i],
  '2857-1': [['N40', 'C61', 'R97.2'], /prostat/i],
  '77307-7': [['T56', 'Z77'], /\blead\b/i],
  '630-4': [['N30', 'N39', 'R30', 'O23'], /urin|cystit/i],
  '6301-6': [['I48', 'I82', 'I26', 'D68', 'Z79.01'], /fibrillat|thrombo|embol/i],
}

/** Whether a problem is one that the test is usually ordered for. */
export function suits(code: string, { icd, text }: Problem): boolean {
  const [codes, words] = USUAL[code] ?? []
  return icd === undefined ? (words?.test(text) ?? false) : (codes?.some((each) => icd.startsWith(each)) ?? false)
}

/** The problem that a test is for when only one makes sense: the only that suits, or the only there is. */
export function sensibleProblem(code: string, problems: readonly Problem[]): string {
  const suiting = problems.filter((each) => suits(code, each))
  if (suiting.length === 1) return suiting[0]?.reference ?? ''
  return problems.length === 1 ? (problems[0]?.reference ?? '') : ''
}
