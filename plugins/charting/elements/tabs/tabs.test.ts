import type { Resource } from '@tessera/sdk'
import { testElement, type MountedElement } from '@tessera/testing/element'
import { TesseraCard, TesseraElement } from '@tessera/web-components'
import { afterEach, describe, expect, test } from 'vitest'
import {
  chart,
  chartFhir,
  failingFhir,
  heard,
  noKnownAllergy,
  observation,
  waitingFhir,
} from '../../test/chart-data.js'
import { AllergiesTab } from './allergies-tab.js'
import { ImmunizationsTab } from './immunizations-tab.js'
import { MedicinesTab } from './medicines-tab.js'
import { ProblemsTab } from './problems-tab.js'
import { ResultsTab } from './results-tab.js'
import { VisitsTab } from './visits-tab.js'
import { VitalsTab } from './vitals-tab.js'

type Tab = new () => TesseraElement & { refresh(): Promise<void> }
const TABS: readonly Tab[] = [
  AllergiesTab,
  ImmunizationsTab,
  MedicinesTab,
  ProblemsTab,
  ResultsTab,
  VisitsTab,
  VitalsTab,
]

let mounted: MountedElement<TesseraElement> | undefined
afterEach(() => mounted?.remove())

async function mount(Class: Tab, resources: readonly Resource[] = chart) {
  const found = await testElement(Class, { host: { fhir: chartFhir(resources) } })
  mounted = found
  return found
}

const cards = ({ element }: MountedElement<TesseraElement>) =>
  [...element.renderRoot.querySelectorAll('tessera-card')].filter((each) => each instanceof TesseraCard)
const rows = ({ element }: MountedElement<TesseraElement>, card = 0) =>
  [...(element.renderRoot.querySelectorAll('tessera-card')[card]?.querySelectorAll('tbody tr') ?? [])].map(
    (row) => row.textContent?.replace(/\s+/g, ' ').trim() ?? '',
  )

describe.each(TABS.map((Class) => ({ name: Class.name, Class })))('$name', ({ Class }) => {
  test('has no axe violation with data', async () => {
    expect(await (await mount(Class)).axe()).toEqual([])
  })

  test('draws a skeleton, an error and an empty card', async () => {
    mounted = await testElement(Class, { host: { fhir: waitingFhir() } })
    expect(cards(mounted)[0]?.state).toBe('loading')
    mounted.remove()
    mounted = await testElement(Class, { host: { fhir: failingFhir() } })
    expect(cards(mounted)[0]?.state).toBe('error')
    mounted.remove()
    const found = await mount(Class, [])
    expect(cards(found)[0]?.state).toBe('empty')
    expect(await found.axe()).toEqual([])
  })
})

test('problems: the active ones, then what is over', async () => {
  const tab = await mount(ProblemsTab)
  expect(cards(tab).map(({ heading, count }) => [heading, count])).toEqual([
    ['Problems', '2 active'],
    ['Earlier problems', '1'],
  ])
  expect(rows(tab, 1)[0]).toContain('Cold')
  expect(rows(tab, 1)[0]).toContain('Resolved')
})

test('medicines: why one was stopped', async () => {
  const tab = await mount(MedicinesTab)
  expect(rows(tab)[0]).toContain('Ibuprofen 400 mg Riverside Hospital')
  expect(rows(tab, 1)[0]).toMatch(/Metformin 500 mg.*Stopped ?Dose changed/)
})

test('medicines: one of another place that is taken as it is says so and is no longer open', async () => {
  const tab = await mount(MedicinesTab)
  expect(rows(tab)[0]).toContain('Not reconciled')
  tab.remove()
  const after = await mount(MedicinesTab, [...chart, heard])
  const all = rows(after).join(' ')
  expect(all).toContain('Taken, prescribed elsewhere')
  expect(all).not.toContain('Not reconciled')
})

test('results: by day, with the number of all', async () => {
  const tab = await mount(ResultsTab)
  expect(cards(tab)[0]?.count).toBe('5')
  const groups = [...tab.element.renderRoot.querySelectorAll('th[scope=rowgroup]')]
  expect(groups).toHaveLength(5)
})

test('results: "Show more" adds the next page until all are shown, and a refresh keeps them', async () => {
  const many = Array.from({ length: 120 }, (_, i) =>
    observation(`r${i}`, 'laboratory', [`${i}`, `Test ${i}`], [i, 'g'], i),
  )
  const tab = await mount(ResultsTab, many)
  const shown = () => tab.element.renderRoot.querySelectorAll('th[scope=row]').length
  expect(shown()).toBe(50)
  for (const count of [100, 120]) {
    tab.element.renderRoot.querySelector<HTMLElement>('.more tessera-button')?.click()
    await tab.settled()
    expect(shown()).toBe(count)
  }
  expect(tab.element.renderRoot.querySelector('.more')).toBeNull()
  await tab.element.refresh()
  await tab.settled()
  expect(shown()).toBe(120)
})

test('results: a page that does not come says so and can be asked for again', async () => {
  const many = Array.from({ length: 60 }, (_, i) =>
    observation(`r${i}`, 'laboratory', [`${i}`, `Test ${i}`], [i, 'g'], i),
  )
  const tab = await mount(ResultsTab, many)
  Object.assign(tab.host, { fhir: failingFhir() })
  tab.element.renderRoot.querySelector<HTMLElement>('.more tessera-button')?.click()
  await tab.settled()
  expect(tab.element.renderRoot.querySelector('.more')?.textContent).toContain('did not come')
  Object.assign(tab.host, { fhir: chartFhir(many) })
  tab.element.renderRoot.querySelector<HTMLElement>('.more tessera-button')?.click()
  await tab.settled()
  expect(tab.element.renderRoot.querySelectorAll('th[scope=row]')).toHaveLength(60)
})

test('allergies: what no longer holds stands apart; "No known allergies" is no empty chart', async () => {
  const tab = await mount(AllergiesTab)
  expect(rows(tab)[0]).toContain('Penicillin')
  expect(rows(tab, 1)[0]).toMatch(/Latex.*Refuted/)
  tab.remove()
  const none = await mount(AllergiesTab, [noKnownAllergy])
  expect(rows(none)).toHaveLength(1)
  expect(cards(none)[0]).toMatchObject({ state: 'ready', count: '' })
})

test('vitals: a row a visit, a column a sign, the others below', async () => {
  const tab = await mount(VitalsTab)
  const heads = [...tab.element.renderRoot.querySelectorAll('thead th')].map((head) => head.textContent)
  expect(heads.slice(0, 3)).toEqual(['When', 'Blood pressure', 'Weight'])
  expect(rows(tab)).toHaveLength(2)
  expect(rows(tab, 1)[0]).toContain('BMI percentile')
})

test('visits: where and with whom', async () => {
  const tab = await mount(VisitsTab)
  expect(rows(tab)[1]).toMatch(/Emergency visit ?Chest pain.*Dr. Okafor.*Riverside Hospital/)
})
