import type { FhirClient, FhirPage, HostContext, HostPatient } from '@tessera/sdk'
import type { Patient, Task } from 'fhir/r4.js'
import { hostPatient, isStatusWord, type StatusWord } from '../../index.js'

export const TASK_SYSTEM = 'urn:tessera:task'
export const POOL_SYSTEM = 'urn:tessera:pool'
/** Of `Task.businessStatus`: a status word of the look that says more than *Urgent* does, as *Critical* for a result. */
export const STATUS_SYSTEM = 'urn:tessera:status'

/** Roles whose pool a person serves. */
export const POOLS = ['clinician', 'nurse', 'frontdesk', 'biller'] as const
export type Pool = (typeof POOLS)[number]

/** A Task as the Inbox shows it. */
export interface Item {
  id: string
  task: Task
  patient?: HostPatient
  /** Assigned to me, or waiting for whoever of a pool takes it. */
  mine: boolean
  urgent: boolean
  overdue: boolean
  /** `Task.businessStatus` in our system. */
  status?: StatusWord
  /** `Task.code` in our system, for the renderer. */
  code?: string
}

const PAGE = 100
/** Beyond this an Inbox is not worked through by scrolling; the oldest and urgent are within. */
const MOST = 300

export const poolsOf = ({ user }: HostContext): Pool[] => POOLS.filter((pool) => user.roles.includes(pool))

/** Open Tasks that I own, and those of my pools that nobody has taken; most urgent first, then overdue, then the oldest. */
export async function loadItems(host: HostContext, now: Date, signal?: AbortSignal): Promise<Item[]> {
  const open = `status=requested,in-progress&_count=${PAGE}&_include=Task:patient`
  const pools = poolsOf(host)
  const { practitioner } = host.user
  const queries = [
    ...(practitioner ? [`Task?owner=${encodeURIComponent(practitioner)}&${open}`] : []),
    ...(pools.length > 0
      ? [`Task?performer=${pools.map((pool) => encodeURIComponent(`${POOL_SYSTEM}|${pool}`)).join(',')}&${open}`]
      : []),
  ]
  const pages = await Promise.all(queries.map((query) => readAll(host.fhir, query, signal)))
  const patients = new Map(pages.flatMap(({ patients: known }) => [...known]))
  const tasks = new Map(pages.flatMap(({ tasks: found }) => found.map((task) => [task.id ?? '', task])))
  return [...tasks.values()]
    .filter((task) => isMine(task, practitioner) || !task.owner?.reference)
    .map((task) => itemOf(task, patients, practitioner, now))
    .toSorted(compareItems)
}

async function readAll(fhir: FhirClient, query: string, signal?: AbortSignal) {
  const tasks: Task[] = []
  const patients = new Map<string, HostPatient>()
  for (let next: string | undefined = query; next && tasks.length < MOST;) {
    const page: FhirPage<Task> = await fhir.search<Task>(next, signal)
    tasks.push(...page.resources)
    for (const each of page.included)
      // The query includes Task:patient and nothing else.
      if (each.resourceType === 'Patient' && each.id) patients.set(each.id, hostPatient(each as Patient))
    next = page.next
  }
  return { tasks, patients }
}

const isMine = (task: Task, practitioner: string | undefined): boolean =>
  practitioner !== undefined && task.owner?.reference === practitioner

export function itemOf(
  task: Task,
  patients: ReadonlyMap<string, HostPatient>,
  practitioner: string | undefined,
  now: Date,
): Item {
  const patient = patients.get(/^Patient\/(.+)$/.exec(task.for?.reference ?? '')?.[1] ?? '')
  const code = task.code?.coding?.find(({ system }) => system === TASK_SYSTEM)?.code
  const status = task.businessStatus?.coding?.find(({ system }) => system === STATUS_SYSTEM)?.code
  const due = task.restriction?.period?.end
  return {
    id: task.id ?? '',
    task,
    ...(patient ? { patient } : {}),
    mine: isMine(task, practitioner),
    urgent: task.priority === 'stat' || task.priority === 'asap' || task.priority === 'urgent',
    overdue: due !== undefined && endOf(due) < now.getTime(),
    ...(status && isStatusWord(status) ? { status } : {}),
    ...(code ? { code } : {}),
  }
}

/** A date is due until its day is over everywhere on earth that matters here: the day after, in UTC. */
const endOf = (due: string): number => (due.length > 10 ? Date.parse(due) : Date.parse(due) + 36 * 3_600_000)

/** What must be done at once, a critical result, comes before what is urgent, however long that has waited. */
const RANK: Readonly<Record<string, number>> = { stat: 0, asap: 1, urgent: 2 }
export const rankOf = ({ task: { priority } }: Item): number => RANK[priority ?? ''] ?? 3

export function compareItems(a: Item, b: Item): number {
  return (
    rankOf(a) - rankOf(b) ||
    Number(b.overdue) - Number(a.overdue) ||
    Date.parse(a.task.authoredOn ?? '') - Date.parse(b.task.authoredOn ?? '') ||
    (a.id < b.id ? -1 : 1)
  )
}
