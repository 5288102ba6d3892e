import type { Resource } from '@tessera/sdk'
import { testElement, type MountedElement } from '@tessera/testing/element'
import type { TesseraElement } from '@tessera/web-components'
import type { MedicationRequest } from 'fhir/r4.js'
import { afterEach, expect, test } from 'vitest'
import { chart, chartFhir, daysAgo } from '../../test/chart-data.js'
import { ProblemsTab } from '../tabs/problems-tab.js'

let mounted: MountedElement<TesseraElement> | undefined
const home = location.pathname + location.search
afterEach(() => {
  mounted?.remove()
  history.replaceState(null, '', home)
})

const glipizide: MedicationRequest = {
  resourceType: 'MedicationRequest',
  id: 'g',
  status: 'stopped',
  statusReason: { text: 'Low sugars' },
  intent: 'order',
  medicationCodeableConcept: { text: 'Glipizide 5 mg' },
  subject: { reference: 'Patient/p1' },
  authoredOn: daysAgo(500),
  dosageInstruction: [{ timing: { repeat: { boundsPeriod: { start: daysAgo(500), end: daysAgo(120) } } } }],
}
const withMedicines: readonly Resource[] = [
  ...chart.filter(({ id }) => id !== 'm3'),
  glipizide,
  {
    ...glipizide,
    id: 'e',
    status: 'active',
    medicationCodeableConcept: { text: 'Empagliflozin 10 mg' },
    authoredOn: daysAgo(120),
    dosageInstruction: [],
  },
]

async function open(id: string, resources: readonly Resource[] = withMedicines) {
  history.replaceState(null, '', `/clinics/test/patients/p1/problems/${id}`)
  const found = await testElement(ProblemsTab, { host: { fhir: chartFhir(resources) } })
  mounted = found
  // the width is told by an observer, a frame later
  await new Promise((resolve) => setTimeout(resolve, 50))
  await found.settled()
  const root = found.element.renderRoot
  return { ...found, root, text: () => root.textContent?.replace(/\s+/g, ' ') ?? '' }
}

test('a verdict with its reason, the lanes, the same as a table, the goal', async () => {
  const { root, text, axe } = await open('c2')
  const words = text()
  expect(words).toContain('A1c fell to 7.1 % from 7.65')
  expect(words).toContain('The goal of < 7 is not reached')
  expect(words).toContain('How this is judged')
  expect(root.querySelector('svg .pt.out')).not.toBeNull()
  expect(root.querySelector('svg .band')).not.toBeNull()
  expect(root.querySelectorAll('svg line.ev')).toHaveLength(1)
  expect(root.querySelector('svg')?.textContent).toContain('Empagliflozin')
  const rows = [...root.querySelectorAll('tbody tr')].map((row) => row.textContent?.replace(/\s+/g, ' '))
  expect(rows.some((row) => row?.includes('Empagliflozin in, Glipizide out'))).toBe(true)
  expect(rows.some((row) => row?.includes('7.1 %') && row.includes('Riverside Hospital'))).toBe(true)
  expect(await axe()).toEqual([])
})

test('how far back is chosen, and everything can be set going from here', async () => {
  const { root, opened, settled } = await open('c2')
  const spans = [...root.querySelectorAll<HTMLElement>('.span button')]
  expect(spans.map((each) => each.getAttribute('aria-pressed'))).toEqual(['true', 'false', 'false'])
  spans[2]?.click()
  await settled()
  expect(spans[2]?.getAttribute('aria-pressed')).toBe('true')
  for (const button of root.querySelectorAll<HTMLElement>('tessera-button'))
    if (/Set a goal|Prescribe|Change/.test(button.textContent ?? '')) button.click()
  expect(opened.map(({ workspace }) => workspace)).toEqual(['charting:problem', 'charting:goal', 'charting:prescribe'])
})

test('a problem that no number follows shows its medicines and visits all the same', async () => {
  const { text, axe } = await open('c1')
  expect(text()).toContain('No number follows this problem here.')
  expect(await axe()).toEqual([])
})

test('one that isn’t in this chart is an error in its own place', async () => {
  const { root } = await open('nobody')
  expect(root.querySelector('tessera-card')?.getAttribute('state')).toBe('error')
})
