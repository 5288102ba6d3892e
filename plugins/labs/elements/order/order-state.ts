import { msg, str } from '@lit/localize'
import type { CatalogueTest, Duplicate, OrderLine, OrderPriority, OrderQuestion } from '../../domain/api.js'
import { idOf } from './order-ids.js'
import type { Problem } from './order-diagnosis.js'

/** `DraftLine.problem` when the diagnosis is typed. */
export const TYPED = 'typed'
export const ICD10 = 'http://hl7.org/fhir/sid/icd-10-cm'

/** One test as it is being ordered. */
export interface DraftLine {
  code: string
  name: string
  /** `Condition/id`, `typed`, or empty while nobody has said. */
  problem: string
  text: string
  icd: string
  answers: Record<string, string>
  priority: OrderPriority
  /** Why it is ordered again; absent until the person wants to. */
  why?: string
}

/** What is kept as draft. */
export interface OrderDraft {
  lines: DraftLine[]
  /** Id of a laboratory; empty: the first. */
  lab: string
  /** UUID by which the server knows a repeated try of this order. */
  attempt: string
}

export const newAttempt = (): Pick<OrderDraft, 'attempt'> => ({ attempt: crypto.randomUUID() })

export const blankOrder = (): OrderDraft => ({ lines: [], lab: '', ...newAttempt() })

export const lineOf = ({ code, name }: CatalogueTest, problem = ''): DraftLine => ({
  code,
  name,
  problem,
  text: '',
  icd: '',
  answers: {},
  priority: 'routine',
})

/** What stands in the way of an order, where it is mended. */
export interface Missing {
  /** Id of the control. */
  at: string
  text: string
}

/** What a line still needs, from top to bottom. */
export function missingIn(
  line: DraftLine,
  test: CatalogueTest | undefined,
  problems: readonly Problem[],
  duplicate: Duplicate | undefined,
): Missing[] {
  if (!test)
    return [
      { at: idOf(line.code, 'remove'), text: msg('The catalogue has this test no longer. Take it off the list.') },
    ]
  return [
    ...guardMissing(line, duplicate),
    ...diagnosisMissing(line, problems),
    ...(test.questions ?? []).flatMap((question) => questionMissing(line, question)),
  ]
}

export const isUndecided = (line: DraftLine, duplicate: Duplicate | undefined): boolean =>
  duplicate !== undefined && !line.why?.trim()

function guardMissing(line: DraftLine, duplicate: Duplicate | undefined): Missing[] {
  if (!isUndecided(line, duplicate)) return []
  return line.why === undefined
    ? [{ at: idOf(line.code, 'decide'), text: msg('Use the earlier result, or say why it is done again.') }]
    : [{ at: idOf(line.code, 'why'), text: msg('It is kept with the order. A few words.') }]
}

function diagnosisMissing(line: DraftLine, problems: readonly Problem[]): Missing[] {
  if (line.problem !== TYPED) {
    return problems.some(({ reference }) => reference === line.problem)
      ? []
      : [{ at: idOf(line.code, 'for'), text: msg('Each test needs its own diagnosis.') }]
  }
  if (line.icd.trim() && icdCode(line.icd) === undefined)
    return [{ at: idOf(line.code, 'icd'), text: msg('A code such as E11.9, or leave it empty.') }]
  return line.text.trim() || line.icd.trim()
    ? []
    : [{ at: idOf(line.code, 'text'), text: msg('The diagnosis in words, or its code.') }]
}

function questionMissing(line: DraftLine, { id, kind, required, text }: OrderQuestion): Missing[] {
  const at = idOf(line.code, `q-${id}`)
  const answer = line.answers[id]?.trim() ?? ''
  if (answer === '') return required ? [{ at, text: msg(str`The laboratory needs this: ${text}`) }] : []
  return kind === 'date' && !/^\d{4}-\d{2}-\d{2}$/.test(answer) ? [{ at, text: msg('A whole date.') }] : []
}

/** `e119` → `E11.9`; undefined when it can't be an ICD-10-CM code. */
export function icdCode(typed: string): string | undefined {
  const plain = typed.trim().toUpperCase().replace('.', '')
  if (!/^[A-Z]\d[0-9A-Z][0-9A-Z]{0,4}$/.test(plain)) return undefined
  return plain.length > 3 ? `${plain.slice(0, 3)}.${plain.slice(3)}` : plain
}

/** As the route takes it. */
export function orderLineOf(
  line: DraftLine,
  test: CatalogueTest,
  problems: readonly Problem[],
  repeated: boolean,
): OrderLine {
  const known = new Set((test.questions ?? []).map(({ id }) => id))
  const answers = Object.entries(line.answers).flatMap(([id, answer]) =>
    known.has(id) && answer.trim() ? [[id, answer.trim()] as const] : [],
  )
  const why = line.why?.trim()
  return {
    code: line.code,
    diagnosis: diagnosisOf(line, problems),
    priority: line.priority,
    ...(answers.length > 0 ? { answers: Object.fromEntries(answers) } : {}),
    ...(repeated && why ? { repeatReason: why } : {}),
  }
}

function diagnosisOf(line: DraftLine, problems: readonly Problem[]): OrderLine['diagnosis'] {
  if (line.problem === TYPED) {
    const code = icdCode(line.icd)
    const text = line.text.trim()
    return { ...(code ? { system: ICD10, code } : {}), ...(text ? { text } : {}) }
  }
  const problem = problems.find(({ reference }) => reference === line.problem)
  return {
    reference: line.problem,
    ...(problem ? { text: problem.text } : {}),
    ...(problem?.icd ? { system: ICD10, code: problem.icd } : {}),
  }
}
