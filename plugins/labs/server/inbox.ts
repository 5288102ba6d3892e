import type { PluginContext, Reference } from '@tessera/sdk'
import type { DiagnosticReport, Observation, Patient, Task } from 'fhir/r4.js'
import type {
  AcknowledgeAnswer,
  ChangeAnswer,
  InboxAnswer,
  InboxItem,
  MessageRequest,
  ReportView,
  ResultLine,
  Severity,
} from '../domain/api.js'
import { flagOf, nameOf, observedAt, severityOf, severityRank, valueText, worst } from '../domain/observed.js'
import { TASK } from '../domain/systems.js'
import { taskOf } from '../domain/tasks.js'
import { notFound, problem } from './answers.js'
import { namesOf, ownPractitioner, personName } from './names.js'
import { openTasks, versionOf } from './order-acts.js'

const PAGE = 100
const MOST = 500

/** Open reviews, worst first, then oldest: those of the person and of the pool, or all. */
export async function inbox(ctx: PluginContext, query: { mine: boolean; limit: number }): Promise<InboxAnswer> {
  const tasks = await reviewTasks(ctx)
  const own = ownPractitioner(ctx)
  const mine = tasks.filter(({ owner }) => !query.mine || !owner?.reference || owner.reference === own)
  const items = (await Promise.all(mine.map((task) => itemOf(ctx, task)))).flatMap((item) => item ?? [])
  items.sort((a, b) => severityRank(a.severity) - severityRank(b.severity) || a.at.localeCompare(b.at))
  const names = await namesOf(
    ctx,
    items.map(({ patient }) => patient),
  )
  const counts: Record<Severity, number> = { critical: 0, abnormal: 0, normal: 0 }
  for (const { severity } of items) counts[severity]++
  const states = await ctx.tables.count('message', { where: { state: ['waiting', 'error'] }, by: 'state' })
  const count = (state: string): number => states.find(({ by }) => by === state)?.count ?? 0
  return {
    items: items.slice(0, query.limit).map((item) => ({ ...item, patientName: names.get(item.patient) ?? '' })),
    counts,
    waiting: count('waiting'),
    errors: count('error'),
  }
}

async function reviewTasks(ctx: PluginContext): Promise<Task[]> {
  const found: Task[] = []
  let query: string | undefined =
    `Task?code=${encodeURIComponent(`${TASK}|labs-review`)}&status=requested,in-progress&_sort=authored-on&_count=${PAGE}`
  while (query !== undefined && found.length < MOST) {
    const page: Awaited<ReturnType<typeof ctx.records.search<Task>>> = await ctx.records.search<Task>(query)
    found.push(...page.resources)
    query = page.next
  }
  return found
}

async function itemOf(ctx: PluginContext, task: Task): Promise<InboxItem | undefined> {
  const focus = task.focus?.reference
  if (!focus?.startsWith('DiagnosticReport/')) return undefined
  // the prefix was compared
  const report = await ctx.records.read<DiagnosticReport>(focus as Reference)
  if (!report) return undefined
  const results = await resultsOf(ctx, report)
  const flagged = results
    .filter((each) => severityOf(each) !== 'normal')
    .toSorted((a, b) => severityRank(severityOf(a)) - severityRank(severityOf(b)))
  return {
    task: `Task/${task.id ?? ''}`,
    report: focus,
    patient: report.subject?.reference ?? '',
    patientName: '',
    name: nameOf(report.code),
    severity: worst(results.map(severityOf)),
    headline: headlineOf(flagged),
    status: report.status,
    at: task.authoredOn ?? report.issued ?? '',
    urgent: task.priority === 'stat' || task.priority === 'asap',
    ...(task.owner?.reference ? { owner: task.owner.reference } : {}),
  }
}

const headlineOf = (flagged: readonly Observation[]): string =>
  flagged.length === 0
    ? 'All in range'
    : flagged
        .slice(0, 2)
        .map((each) => `${nameOf(each.code)} ${valueText(each)}`)
        .join(', ')

async function resultsOf(ctx: PluginContext, { result = [] }: DiagnosticReport): Promise<Observation[]> {
  const ids = result.flatMap(({ reference }) => /^Observation\/(.+)$/.exec(reference ?? '')?.[1] ?? [])
  const found = new Map<string, Observation>()
  for (let at = 0; at < ids.length; at += 50) {
    const { resources } = await ctx.records.search<Observation>(
      `Observation?_id=${ids.slice(at, at + 50).join(',')}&_count=50`,
    )
    for (const each of resources) found.set(each.id ?? '', each)
  }
  return ids.flatMap((id) => found.get(id) ?? [])
}

/** A report with everything a person needs to judge it. */
export async function reportView(ctx: PluginContext, id: string): Promise<ReportView | Response> {
  const report = await ctx.records.read<DiagnosticReport>(`DiagnosticReport/${id}`)
  const patientId = report?.subject?.reference?.replace(/^Patient\//, '')
  if (!report || !patientId) return notFound('report')
  const [patient, results, tasks] = await Promise.all([
    ctx.records.read<Patient>(`Patient/${patientId}`),
    resultsOf(ctx, report),
    ctx.records.search<Task>(
      `Task?focus=${encodeURIComponent(`DiagnosticReport/${id}`)}&code=${encodeURIComponent(`${TASK}|labs-review`)}&_sort=-modified&_count=5`,
    ),
  ])
  const lines = await Promise.all(results.map((each) => lineOf(ctx, patientId, each)))
  const open = tasks.resources.find(({ status }) => status === 'requested' || status === 'in-progress')
  const done = tasks.resources.find(({ status }) => status === 'completed')
  const notes = (report.extension ?? []).flatMap(({ valueAnnotation }) => valueAnnotation?.text ?? [])
  const laboratory = report.performer?.find(
    ({ display, reference = '' }) => display && !/^(Practitioner|PractitionerRole)\//.test(reference),
  )?.display
  return {
    reference: `DiagnosticReport/${id}`,
    patient: `Patient/${patientId}`,
    patientName: personName(patient?.name),
    name: nameOf(report.code),
    status: report.status,
    severity: worst(results.map(severityOf)),
    lines,
    notes: [...notes, ...(report.conclusion ? [report.conclusion] : [])],
    orders: (report.basedOn ?? []).flatMap(({ reference }) => reference ?? []),
    ...(report.effectiveDateTime ? { collectedAt: report.effectiveDateTime } : {}),
    ...(report.issued ? { reportedAt: report.issued } : {}),
    ...(laboratory ? { laboratory } : {}),
    ...(open ? { task: `Task/${open.id ?? ''}` } : {}),
    ...(done ? { reviewed: { by: done.owner?.display ?? '', at: done.lastModified ?? '' } } : {}),
  }
}

async function lineOf(ctx: PluginContext, patient: string, observation: Observation): Promise<ResultLine> {
  const [previous, earlierVersions] = await Promise.all([
    previousOf(ctx, patient, observation),
    versionsOf(ctx, observation),
  ])
  const quantity = observation.valueQuantity
  const range = observation.referenceRange?.[0]
  const flag = flagOf(observation)
  return {
    reference: `Observation/${observation.id ?? ''}`,
    code: observation.code.coding?.[0]?.code ?? '',
    name: nameOf(observation.code),
    value: quantity?.value === undefined ? valueText(observation) : `${quantity.comparator ?? ''}${quantity.value}`,
    severity: severityOf(observation),
    status: observation.status,
    notes: (observation.note ?? []).map(({ text }) => text),
    earlierVersions,
    previous,
    ...(quantity?.unit ? { unit: quantity.unit } : {}),
    ...(flag ? { flag } : {}),
    ...(range?.low?.value === undefined ? {} : { low: range.low.value }),
    ...(range?.high?.value === undefined ? {} : { high: range.high.value }),
    ...(range?.text ? { range: range.text } : {}),
  }
}

async function previousOf(
  ctx: PluginContext,
  patient: string,
  observation: Observation,
): Promise<ResultLine['previous']> {
  const code = observation.code.coding?.[0]?.code
  const at = observedAt(observation)
  if (!code || !at) return []
  const { resources } = await ctx.records.search<Observation>(
    `Observation?patient=${patient}&code=${encodeURIComponent(code)}&_sort=-date&_count=6`,
  )
  return resources
    .filter((each) => each.id !== observation.id && (observedAt(each) ?? '') <= at)
    .slice(0, 2)
    .map((each) => {
      const source = each.meta?.source ? each.performer?.find(({ display }) => display)?.display : undefined
      return { value: valueText(each), at: observedAt(each) ?? '', ...(source ? { source } : {}) }
    })
}

/** Values before the current one: a corrected result shows what it said first. */
async function versionsOf(ctx: PluginContext, observation: Observation): Promise<ResultLine['earlierVersions']> {
  if (!observation.id || observation.meta?.versionId === '1') return []
  const history = await ctx.records.history(`Observation/${observation.id}`, { count: 20 })
  return history.slice(1).flatMap(({ json, lastUpdated }) => {
    if (json === undefined) return []
    // a stored version of an Observation
    const earlier = JSON.parse(json) as Observation
    return [{ value: valueText(earlier), status: earlier.status, at: earlier.issued ?? lastUpdated }]
  })
}

/** Who looked at the report and when; its review is done, and so is the next one named. */
export async function acknowledge(
  ctx: PluginContext,
  id: string,
  note: string | undefined,
): Promise<AcknowledgeAnswer | Response> {
  const focus: Reference = `DiagnosticReport/${id}`
  const report = await ctx.records.read<DiagnosticReport>(focus)
  if (!report) return notFound('report')
  const tasks = await openTasks(ctx, focus, 'labs-review')
  if (tasks.length === 0) return problem(409, 'Nothing to review', 'Somebody has acknowledged this report already.')
  const own = ownPractitioner(ctx)
  const at = ctx.now().toISOString()
  const { id: change } = await ctx.commit({
    reason: `Acknowledged ${nameOf(report.code)}`,
    writes: tasks.map((task) => ({
      put: {
        ...task,
        status: 'completed' as const,
        lastModified: at,
        owner: { ...(own ? { reference: own } : {}), display: ctx.principal.display },
        executionPeriod: { ...task.executionPeriod, end: at },
        ...(note
          ? { note: [...(task.note ?? []), { text: note, time: at, authorString: ctx.principal.display }] }
          : {}),
      },
      ...versionOf(task),
    })),
  })
  const { items } = await inbox(ctx, { mine: true, limit: 1 })
  const [next] = items
  return { change, ...(next ? { next: { task: next.task, report: next.report, patient: next.patient } } : {}) }
}

/** Work for a colleague or a pool with the report attached. */
export async function messageToTask(
  ctx: PluginContext,
  id: string,
  request: MessageRequest,
): Promise<ChangeAnswer | Response> {
  const report = await ctx.records.read<DiagnosticReport>(`DiagnosticReport/${id}`)
  const patient = report?.subject?.reference
  if (!report || !patient) return notFound('report')
  const own = ownPractitioner(ctx)
  const task = taskOf({
    code: 'labs-message',
    patient,
    focus: `DiagnosticReport/${id}`,
    description: request.text,
    ...('practitioner' in request.to ? { owner: request.to.practitioner } : { pool: request.to.pool }),
    priority: request.urgent ? 'urgent' : 'routine',
    at: ctx.now().toISOString(),
    ...(request.due ? { due: request.due } : {}),
    requester: { ...(own ? { reference: own } : {}), display: ctx.principal.display },
  })
  const { id: change } = await ctx.commit({ reason: `Message about ${nameOf(report.code)}`, writes: [{ put: task }] })
  return { change }
}
