import { msg, str } from '@lit/localize'
import type { HostContext } from '@tessera/sdk'
import { formatShortDate, formatTerm, placeOf, type TesseraElement } from '@tessera/web-components'
import type { AllergyIntolerance, Condition, MedicationRequest } from 'fhir/r4.js'
import { html, nothing } from 'lit'
import type { ReportView, TrendSeries, TrendsAnswer } from '../../domain/api.js'
import { idOf, look } from '../parts/ask.js'
import { Loaded } from '../parts/loaded.js'
import { numberOf, worstFirst } from '../parts/result-words.js'

interface Context {
  allergies: readonly string[]
  problems: readonly string[]
  medicines: readonly { name: string; since: string }[]
  more: { problems: boolean; medicines: boolean }
  trend?: TrendSeries
}

const PROBLEMS = 5
const MEDICINES = 6

/** What of the patient bears on a result: allergies, problems, medicines, and how the worst value went until now. */
export class ContextCard {
  readonly loaded: Loaded<Context>

  constructor(
    private readonly element: TesseraElement,
    private readonly report: () => ReportView | undefined,
  ) {
    this.loaded = new Loaded(element, (host, signal) => contextOf(host, this.report(), signal), true)
  }

  render() {
    const { state, value } = this.loaded
    return html`<tessera-card
      heading=${msg('What may matter')}
      state=${value ? 'ready' : state}
      rows="4"
      @tessera-retry=${this.loaded.load}
    >
      ${value ? this.#rows(value) : nothing}
    </tessera-card>`
  }

  #rows({ allergies, problems, medicines, more, trend }: Context) {
    const place = placeOf(this.element.host)
    const line = (icon: string, content: unknown) =>
      html`<li><tessera-icon name=${icon}></tessera-icon><span class="grow">${content}</span></li>`
    return html`<ul class="rows sm">
      ${
        allergies.length > 0
          ? html`<li>
              <span class="row wrap"
                >${allergies.map((name) => html`<tessera-chip status="allergy">${name}</tessera-chip>`)}</span
              >
            </li>`
          : nothing
      }
      ${medicines.map(({ name, since }) =>
        line(
          'pill',
          html`<b>${name}</b
            >${since ? html` <span class="muted">${msg(str`since ${formatShortDate(since, place)}`)}</span>` : nothing}`,
        ),
      )}
      ${medicines.length === 0 ? line('pill', html`<span class="muted">${msg('No medicines on the list')}</span>`) : nothing}
      ${more.medicines ? line('ellipsis', html`<span class="muted">${msg('More medicines stand in the chart')}</span>`) : nothing}
      ${line(
        'activity',
        problems.length > 0
          ? html`${problems.join(', ')}${more.problems ? html` <span class="muted">${msg('and more')}</span>` : nothing}`
          : html`<span class="muted">${msg('No active problems')}</span>`,
      )}
      ${trend ? this.#trend(trend) : nothing}
    </ul>`
  }

  #trend({ name, points, unitText }: TrendSeries) {
    const place = placeOf(this.element.host)
    const shown = points.toSorted((a, b) => a.at.localeCompare(b.at)).slice(-12)
    const [from, to] = [shown[0], shown.at(-1)]
    if (!from || !to || shown.length < 2) return nothing
    return html`<li>
      <tessera-icon name="chart-line"></tessera-icon>
      <span class="grow"
        >${msg(str`${name} since ${formatShortDate(from.at, place)}`)}<br /><span class="muted"
          ><bdi
            >${shown
              .slice(-4)
              .map(({ value }) => value)
              .join(' → ')}
            ${unitText}</bdi
          ></span
        ></span
      >
      <tessera-sparkline
        width="96"
        height="24"
        .points=${shown.map(({ at, value }) => ({ at: Date.parse(at), value }))}
      ></tessera-sparkline>
    </li>`
  }
}

async function contextOf(host: HostContext, report: ReportView | undefined, signal: AbortSignal): Promise<Context> {
  const patient = host.patient?.id ?? (report ? idOf(report.patient) : undefined)
  if (patient === undefined)
    return { allergies: [], problems: [], medicines: [], more: { problems: false, medicines: false } }
  const of = `patient=${encodeURIComponent(patient)}`
  const analyte = worstFirst(report?.lines ?? []).find(({ code, value }) => code && numberOf(value) !== undefined)
  const [allergies, problems, medicines, trend] = await Promise.all([
    host.fhir.search<AllergyIntolerance>(`AllergyIntolerance?${of}&clinical-status=active&_count=8`, signal),
    host.fhir.search<Condition>(`Condition?${of}&clinical-status=active&_count=${PROBLEMS}`, signal),
    host.fhir.search<MedicationRequest>(`MedicationRequest?${of}&status=active&_count=${MEDICINES}`, signal),
    analyte ? trendOf(host, patient, analyte.code, signal) : undefined,
  ])
  return {
    allergies: allergies.resources
      .filter((each) => !isNone(each))
      .map(({ code }) => formatTerm(code))
      .filter(Boolean),
    problems: problems.resources.map(({ code }) => formatTerm(code)).filter(Boolean),
    medicines: medicines.resources.map(({ medicationCodeableConcept, medicationReference, authoredOn }) => ({
      name: formatTerm(medicationCodeableConcept) || medicationReference?.display || msg('A medicine'),
      since: authoredOn ?? '',
    })),
    more: { problems: problems.next !== undefined, medicines: medicines.next !== undefined },
    ...(trend ? { trend } : {}),
  }
}

/** SNOMED CT "No known …": written down as an allergy, but none. */
const NONE = new Set(['716186003', '409137002', '428607008', '429625007'])
const isNone = ({ code }: AllergyIntolerance): boolean => (code?.coding ?? []).some((each) => NONE.has(each.code ?? ''))

/** The rest of the card is worth having without it. */
async function trendOf(
  host: HostContext,
  patient: string,
  code: string,
  signal: AbortSignal,
): Promise<TrendSeries | undefined> {
  try {
    const query = `trends?patient=${encodeURIComponent(patient)}&code=${encodeURIComponent(code)}`
    return (await look<TrendsAnswer>(host, query, signal)).series[0]
  } catch {
    return undefined
  }
}
