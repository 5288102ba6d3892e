import type { HostContext, HostEvent, HostPatient, ResolvedContribution, Resource } from '@tessera/sdk'
import type { AllergyIntolerance, Patient } from 'fhir/r4.js'
import { afterEach, expect, test, vi } from 'vitest'
import '../../index.js'
import '../../shell/define.js'
import { RequestProblem } from '../../shell/http.js'
import {
  clear,
  find,
  html,
  moduleUrl,
  mount,
  testHost,
  testRegistry,
  testShell,
  textOf,
  until,
  violations,
} from '../../test/mount.js'
import { allergiesOf } from './allergies.js'
import type { TesseraChart } from './chart.js'

afterEach(clear)

const INES: Patient = {
  resourceType: 'Patient',
  id: 'p1',
  name: [{ given: ['Ines'], family: 'Morales' }],
  birthDate: '1968-03-14',
  gender: 'female',
  identifier: [{ value: '104-2217' }],
}
const allergy = (id: string, text: string, more: Partial<AllergyIntolerance> = {}): AllergyIntolerance => ({
  resourceType: 'AllergyIntolerance',
  id,
  patient: { reference: 'Patient/p1' },
  clinicalStatus: { coding: [{ code: 'active' }] },
  code: { text },
  ...more,
})
const PENICILLIN = allergy('a1', 'Penicillin', {
  criticality: 'high',
  reaction: [{ manifestation: [{ text: 'Anaphylaxis' }] }],
})
const SULFA = allergy('a2', 'Sulfa', { reaction: [{ manifestation: [{ text: 'Rash' }] }] })

const tab: ResolvedContribution = {
  plugin: 'charting',
  id: 'problems',
  point: 'patient.tab',
  label: 'Problems',
  order: 1,
  isolation: 'inline',
  deps: [],
  path: 'problems',
  countQuery: 'Condition?patient={patient}&clinical-status=active',
  url: moduleUrl(
    `export default class extends HTMLElement { connectedCallback() { this.textContent = 'all problems' } }`,
  ),
}

interface Setup {
  read?: () => Promise<Patient>
  allergies?: () => Promise<AllergyIntolerance[]>
  contributions?: ResolvedContribution[]
  path?: string
}

async function chart({
  read = () => Promise.resolve(INES),
  allergies = () => Promise.resolve([SULFA, PENICILLIN]),
  contributions = [tab],
  path,
}: Setup = {}) {
  const asked: string[] = []
  let tell: ((event: HostEvent) => void)[] = []
  const fhir = {
    ...testHost().fhir,
    read,
    search: async (query: string) => {
      asked.push(query)
      if (query.startsWith('AllergyIntolerance')) return { resources: await allergies(), included: [] }
      return { resources: [] as Resource[], included: [], total: 5 }
    },
  } as HostContext['fhir']
  const opened = vi.fn<(event: CustomEvent<HostPatient>) => void>()
  const element = await mount<TesseraChart>(
    html`<tessera-chart patient="p1" .tab=${path} @tessera-chart=${opened}></tessera-chart>`,
    {
      host: testHost({ fhir }),
      shell: testShell({
        registry: testRegistry(contributions),
        hostFor: (patient) => testHost({ patient, fhir }),
        onChange: (callback) => void tell.push(callback),
      }),
    },
  )
  return { element, asked, opened, changed: (event: HostEvent) => tell.forEach((each) => each(event)) }
}

test('the banner says who it is, and shows life-threatening allergies first and solid', async () => {
  const { element, opened } = await chart()
  await until(() => textOf(element).includes('Penicillin: anaphylaxis'))
  const banner = textOf(find(element, 'tessera-patient-banner'))
  expect(banner).toMatch(/Ines Morales.*\d+ y.*Female.*Born Mar 14, 1968.*MRN 104-2217/)
  expect(banner.indexOf('Penicillin')).toBeLessThan(banner.indexOf('Sulfa'))
  const chips = [...(find(element, 'tessera-patient-banner')?.shadowRoot?.querySelectorAll('tessera-chip') ?? [])]
  expect(chips.map((chip) => chip.status)).toEqual(['allergy-severe', 'allergy'])
  expect(opened.mock.calls[0]?.[0].detail).toMatchObject({ id: 'p1', display: 'Ines Morales' })
  expect(await violations(element)).toEqual([])
})

test('a severe allergy is never folded away', async () => {
  const severe = Array.from({ length: 8 }, (_, i) => allergy(`s${i}`, `Severe ${i}`, { criticality: 'high' }))
  const mild = Array.from({ length: 5 }, (_, i) => allergy(`m${i}`, `Mild ${i}`))
  const { element } = await chart({ allergies: () => Promise.resolve([...mild, ...severe]) })
  await until(() => textOf(element).includes('Severe 7'))
  const root = find(element, 'tessera-patient-banner')?.shadowRoot
  const chips = [...(root?.querySelectorAll('tessera-chip') ?? [])]
  expect(chips.filter((chip) => chip.status === 'allergy-severe' && chip.className !== '')).toEqual([])
  root?.querySelector<HTMLElement>('.more')?.click()
  await until(() => [...(root?.querySelectorAll('tessera-chip') ?? [])].every((chip) => chip.className === ''))
})

test.each([
  [() => Promise.resolve([]), 'No allergies recorded'],
  [
    () =>
      Promise.resolve([
        allergy('n', 'No known allergy', {
          code: { coding: [{ system: 'http://snomed.info/sct', code: '716186003' }] },
        }),
      ]),
    'No known allergies',
  ],
  [() => Promise.reject(new RequestProblem(500, '', 'down')), 'Allergies did not load'],
])('what is known of allergies is said, also when it is nothing', async (allergies, words) => {
  const { element } = await chart({ allergies })
  await until(() => textOf(element).includes(words))
})

test('a role that doesn’t read allergies is told nothing about them', async () => {
  const { element } = await chart({ allergies: () => Promise.reject(new RequestProblem(403, 'forbidden', 'no')) })
  await until(() => textOf(element).includes('Ines Morales'))
  expect(textOf(find(element, 'tessera-patient-banner'))).not.toMatch(/[Aa]llerg/)
})

test('inactive, refuted and mistaken allergies are no alerts', () => {
  const status = (code: string) => ({ coding: [{ code }] })
  const known = allergiesOf([
    allergy('1', 'Resolved', { clinicalStatus: status('resolved') }),
    allergy('2', 'Refuted', { verificationStatus: status('refuted') }),
    allergy('3', 'Mistake', { verificationStatus: status('entered-in-error') }),
    allergy('4', 'Real'),
  ])
  expect(known).toMatchObject({ alerts: [{ text: 'Real' }], noneKnown: false })
})

test('tabs are links with counts, Summary first; a change of that type counts again', async () => {
  const { element, asked, changed } = await chart()
  const tabs = () => [...(find(element, 'tessera-chart-tabs')?.shadowRoot?.querySelectorAll('a') ?? [])]
  await until(() => textOf(tabs()[1]).includes('5'))
  expect(
    tabs().map((each) => [
      textOf(each).replace(/\d/g, '').trim(),
      each.getAttribute('href'),
      each.getAttribute('aria-current'),
    ]),
  ).toEqual([
    ['Summary', '/clinics/demo/patients/p1', 'page'],
    ['Problems', '/clinics/demo/patients/p1/problems', null],
    ['History', '/clinics/demo/patients/p1/history', null],
  ])
  const count = 'Condition?patient=p1&clinical-status=active&_summary=count'
  expect(asked.filter((query) => query === count)).toHaveLength(1)
  changed({ topic: 'Condition', type: 'Condition', id: 'c1' })
  await until(() => asked.filter((query) => query === count).length === 2)
})

test('a contributed tab fills the place of the summary; one that is gone is said', async () => {
  const { element } = await chart({ path: 'problems' })
  await until(() => find(element, 'tessera-outlet')?.textContent === 'all problems')
  const { element: gone } = await chart({ path: 'labs', contributions: [] })
  await until(() => textOf(gone).includes('There is no “labs” in this chart'))
  expect(textOf(gone)).toContain('Ines Morales')
})

test.each([404, 403])('a chart that isn’t there and one that is hidden look the same (%i)', async (status) => {
  const { element } = await chart({
    read: () => Promise.reject(new RequestProblem(status, 'not-found', 'There is no such resource.')),
  })
  await until(() => textOf(element).includes('No chart here'))
  expect(textOf(element)).toContain('Maple Street Clinic has no such patient, or this record is not open to you.')
  expect(await violations(element)).toEqual([])
})

test('when the server doesn’t answer, the chart can be tried again', async () => {
  let works = false
  const { element } = await chart({
    read: () => (works ? Promise.resolve(INES) : Promise.reject(new RequestProblem(0, 'offline', 'The line dropped.'))),
  })
  await until(() => textOf(element).includes('The chart did not open'))
  works = true
  find(element, 'tessera-button')?.click()
  await until(() => textOf(element).includes('Ines Morales'))
})

test('a correction of the patient’s data shows in the banner', async () => {
  let patient = INES
  const { element, changed } = await chart({ read: () => Promise.resolve(patient) })
  await until(() => textOf(element).includes('Ines Morales'))
  patient = { ...INES, birthDate: '1969-03-14' }
  changed({ topic: 'Patient', type: 'Patient', id: 'p1' })
  await until(() => textOf(element).includes('Mar 14, 1969'))
})

test('the history is the last tab, also where no plugin adds any', async () => {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('{"changes":[]}')))
  const { element } = await chart({ path: 'history', contributions: [] })
  await until(() => textOf(element).includes('Nothing was changed yet'))
  vi.unstubAllGlobals()
  const links = [...(find(element, 'tessera-chart-tabs')?.shadowRoot?.querySelectorAll('a') ?? [])]
  expect(links.map(({ textContent }) => textContent?.trim())).toEqual(['Summary', 'History'])
  expect(links[1]?.getAttribute('aria-current')).toBe('page')
  expect(links[1]?.getAttribute('href')).toBe('/clinics/demo/patients/p1/history')
})
