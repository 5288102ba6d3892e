import type { DiagnosticReport, Task } from 'fhir/r4.js'
import type { Severity } from './api.js'
import { POOL, STATUS, TASK } from './systems.js'

export type TaskCode = 'labs-review' | 'labs-overdue' | 'labs-match' | 'labs-message'

const NAMES: Readonly<Record<TaskCode, string>> = {
  'labs-review': 'Review a result',
  'labs-overdue': 'Chase an overdue test',
  'labs-match': 'Find the patient of a result',
  'labs-message': 'A result to talk about',
}

const DAY = 86_400_000

export interface TaskDraft {
  code: TaskCode
  /** Logical reference of the patient; left out where nobody knows yet. */
  patient?: string
  focus?: string
  description: string
  /** `Practitioner/id`; without it the pool. */
  owner?: string | undefined
  pool?: string
  priority: NonNullable<Task['priority']>
  /** What kind of urgent it is. */
  severity?: Severity
  /** Instant. */
  at: string
  due?: string
  requester?: Task['requester']
}

/** Work for one person or a pool, as the Inbox lists it. */
export function taskOf(draft: TaskDraft): Task {
  const { code, patient, focus, owner, due } = draft
  return {
    resourceType: 'Task',
    status: 'requested',
    intent: 'order',
    priority: draft.priority,
    code: { coding: [{ system: TASK, code, display: NAMES[code] }], text: NAMES[code] },
    ...severityStatus(draft.severity ?? 'normal'),
    description: draft.description,
    ...(focus ? { focus: { reference: focus } } : {}),
    ...(patient ? { for: { reference: patient } } : {}),
    authoredOn: draft.at,
    lastModified: draft.at,
    ...(draft.requester ? { requester: draft.requester } : {}),
    ...(owner
      ? { owner: { reference: owner } }
      : { performerType: [{ coding: [{ system: POOL, code: draft.pool ?? 'clinician' }] }] }),
    ...(due ? { restriction: { period: { end: due } } } : {}),
  }
}

/** A result that is in range needs no word. */
export function severityStatus(severity: Severity): Pick<Task, 'businessStatus'> {
  if (severity === 'normal') return {}
  const display = severity === 'critical' ? 'Critical' : 'Abnormal'
  return { businessStatus: { coding: [{ system: STATUS, code: severity, display }], text: display } }
}

export interface ReviewFacts {
  patient: string
  report: string
  name: string
  status: DiagnosticReport['status']
  severity: Severity
  owner: string | undefined
  at: string
  /** The report was in the chart before. */
  again: boolean
}

const STATUS_WORDS: Partial<Record<DiagnosticReport['status'], string>> = {
  preliminary: 'preliminary',
  partial: 'in part',
  corrected: 'corrected',
  amended: 'corrected',
  cancelled: 'cancelled by the laboratory',
}

/** A report that somebody must look at. Critical is urgent and due at once; a normal one within three days. */
export function reviewTask(facts: ReviewFacts): Task {
  const { severity, status, name } = facts
  const words = [
    severity === 'critical' ? 'critical' : severity === 'abnormal' ? 'abnormal' : undefined,
    STATUS_WORDS[status],
  ]
  const said = words.filter(Boolean).join(', ')
  const days = severity === 'critical' ? 0 : severity === 'abnormal' ? 1 : 3
  return taskOf({
    code: 'labs-review',
    patient: facts.patient,
    focus: facts.report,
    description: said ? `${name}: ${said}` : name,
    owner: facts.owner,
    severity,
    priority: severity === 'critical' ? 'stat' : severity === 'abnormal' ? 'urgent' : 'routine',
    at: facts.at,
    due: new Date(Date.parse(facts.at) + days * DAY).toISOString(),
  })
}
