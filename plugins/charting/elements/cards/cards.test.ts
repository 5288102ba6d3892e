import type { Resource } from '@tessera/sdk'
import { testElement, type MountedElement } from '@tessera/testing/element'
import { TesseraCard, TesseraElement } from '@tessera/web-components'
import { afterEach, describe, expect, test } from 'vitest'
import type { Changes } from '../../domain/changes.js'
import {
  chart,
  chartFhir,
  condition,
  daysAgo,
  failingFhir,
  heard,
  noKnownAllergy,
  observation,
  waitingFhir,
} from '../../test/chart-data.js'
import { AllergiesCard } from './allergies-card.js'
import { ChangesCard } from './changes-card.js'
import { ImmunizationsCard } from './immunizations-card.js'
import { MedicinesCard } from './medicines-card.js'
import { ProblemsCard } from './problems-card.js'
import { ResultsCard } from './results-card.js'
import { VisitsCard } from './visits-card.js'
import { VitalsCard } from './vitals-card.js'

const changes: Changes = {
  since: { at: daysAgo(97) },
  changes: [
    { kind: 'visit', at: daysAgo(30), place: 'Riverside Hospital', type: '', classCode: 'EMER', reason: 'Chest pain' },
    {
      kind: 'result',
      name: 'Potassium',
      value: { kind: 'quantity', quantity: { value: 5.6, unit: 'mmol/L' } },
      before: 5.1,
      was: 'normal',
      flag: 'high',
      at: daysAgo(4),
    },
    {
      kind: 'result',
      name: 'Hemoglobin A1c',
      value: { kind: 'quantity', quantity: { value: 7.1, unit: '%' } },
      before: 7.4,
      was: 'abnormal',
      flag: 'high',
      at: daysAgo(30),
    },
    { kind: 'more-results', count: 3 },
  ],
}

const CARDS: readonly (new () => TesseraElement & { refresh(): Promise<void> })[] = [
  AllergiesCard,
  ChangesCard,
  ImmunizationsCard,
  MedicinesCard,
  ProblemsCard,
  ResultsCard,
  VisitsCard,
  VitalsCard,
]

let mounted: MountedElement<TesseraElement> | undefined
afterEach(() => mounted?.remove())

async function mount(Card: (typeof CARDS)[number], resources: readonly Resource[] = chart, answer = changes) {
  const found = await testElement(Card, {
    host: { fhir: chartFhir(resources), fetch: () => Promise.resolve(Response.json(answer)) },
  })
  mounted = found
  return found
}

const text = ({ element }: MountedElement<TesseraElement>) => {
  const root = element.renderRoot
  const walk = (node: Node): string => {
    if (node instanceof Text) return node.data
    if (node instanceof HTMLStyleElement) return ''
    const inside =
      node instanceof Element && node.shadowRoot
        ? [...node.shadowRoot.childNodes, ...node.childNodes]
        : [...node.childNodes]
    return inside.map(walk).join(' ')
  }
  return walk(root).replace(/\s+/g, ' ')
}
const rows = ({ element }: MountedElement<TesseraElement>) =>
  [...element.renderRoot.querySelectorAll('li, tbody tr')].map(
    (row) => row.textContent?.replace(/\s+/g, ' ').trim() ?? '',
  )
const cardOf = ({ element }: MountedElement<TesseraElement>) => {
  const card = element.renderRoot.querySelector('tessera-card')
  if (!(card instanceof TesseraCard)) throw new Error('no card')
  return card
}

describe.each(CARDS.map((Card) => ({ name: Card.name, Card })))('$name', ({ Card }) => {
  test('has no axe violation with data', async () => {
    expect(await (await mount(Card)).axe()).toEqual([])
  })

  test('draws a skeleton while it waits', async () => {
    mounted = await testElement(Card, { host: { fhir: waitingFhir(), fetch: () => new Promise(() => undefined) } })
    expect(cardOf(mounted).state).toBe('loading')
  })

  test('says what is not there, and works again after "Try again"', async () => {
    const host = { fhir: failingFhir(), fetch: () => Promise.resolve(new Response(null, { status: 500 })) }
    mounted = await testElement(Card, { host })
    expect(cardOf(mounted).state).toBe('error')
    expect(await mounted.axe()).toEqual([])
    Object.assign(mounted.host, { fhir: chartFhir(chart), fetch: () => Promise.resolve(Response.json(changes)) })
    cardOf(mounted).dispatchEvent(new CustomEvent('tessera-retry'))
    await mounted.settled()
    expect(mounted.element.renderRoot.querySelector('tessera-card[state="error"]')).toBeNull()
  })

  test('says that there is nothing in an empty chart', async () => {
    const found = await mount(Card, [], { changes: [] })
    if (Card === ChangesCard) expect(text(found)).toContain('This patient has not been seen here yet.')
    else expect(cardOf(found).state).toBe('empty')
    expect(await found.axe()).toEqual([])
  })
})

describe('problems', () => {
  test('the followed ones come first, with value, goal and verdict, and all are counted', async () => {
    const card = await mount(ProblemsCard)
    expect(cardOf(card).count).toBe('2 active')
    const [diabetes, knee] = rows(card)
    expect(diabetes).toContain('Type 2 diabetes since 2019 · goal < 7 %')
    expect(diabetes).toContain('A1c 7.1 %')
    expect(text(card)).toContain('Better')
    expect(knee).toBe('Osteoarthritis of knee since 2019')
  })

  test('a chart with more problems than rows says how many are left', async () => {
    const many = Array.from({ length: 9 }, (_, i) => condition(`c${i}`, [`${i}`, `Problem ${i}`]))
    const card = await mount(ProblemsCard, many)
    expect(cardOf(card).count).toBe('9 active')
    expect(text(card)).toContain('3 more active')
  })

  test('results that a person may not read leave the problems', async () => {
    const fhir = chartFhir(chart)
    const search: typeof fhir.search = (query) =>
      query.startsWith('Condition')
        ? fhir.search(query)
        : Promise.reject(Object.assign(new Error('no'), { status: 403 }))
    mounted = await testElement(ProblemsCard, { host: { fhir: { ...fhir, search } } })
    expect(rows(mounted)).toHaveLength(2)
  })
})

describe('vitals', () => {
  test('tiles tell value, flag and change; what was never measured says so', async () => {
    const card = await mount(VitalsCard)
    const tiles = [...card.element.renderRoot.querySelectorAll('.tiles > div')].map(
      (tile) => tile.textContent?.replace(/\s+/g, ' ') ?? '',
    )
    expect(tiles).toHaveLength(6)
    expect(tiles[0]).toContain('146/88')
    expect(text(card)).toContain('High')
    expect(tiles[2]).toMatch(/181 lb .*−3 lb since/)
    expect(tiles[4]).toContain('not measured yet')
  })

  test('a sign that was crowded out of the first page is asked for by itself', async () => {
    const daily = Array.from({ length: 60 }, (_, i) =>
      observation(`p${i}`, 'vital-signs', ['8867-4', 'Pulse'], [70, '/min'], i),
    )
    const old = observation('t', 'vital-signs', ['8310-5', 'Temperature'], [37, 'Cel'], 500)
    const card = await mount(VitalsCard, [...daily, old])
    expect(text(card)).toContain('37 °C')
  })
})

describe('results', () => {
  test('the newest of each test, out of range first, with source and count of all', async () => {
    const card = await mount(ResultsCard)
    expect(cardOf(card).count).toBe('5')
    const [first, second, ...more] = rows(card)
    expect(first).toMatch(/^Hemoglobin A1c ?Riverside Hospital/)
    expect(second).toMatch(/^Potassium/)
    expect(more).toEqual([])
    expect(text(card)).toContain('1 abnormal')
    expect(card.element.renderRoot.querySelectorAll('tessera-range-bar')).toHaveLength(2)
  })
})

describe('medicines', () => {
  test('what came from elsewhere comes first and says that nobody has looked at it', async () => {
    const card = await mount(MedicinesCard)
    expect(cardOf(card).count).toBe('2 active')
    const [outside, ours] = rows(card)
    expect(outside).toContain('Ibuprofen 400 mg Riverside Hospital')
    expect(outside).toContain('Not reconciled')
    expect(ours).toContain('1 tablet each morning')
    expect(text(card)).toContain('1 stopped')
  })
})

test('a medicine of another place that the patient is known to take is no longer open', async () => {
  const card = await mount(MedicinesCard, [...chart, heard])
  expect(text(card)).not.toContain('Not reconciled')
  expect(rows(card).join(' ')).toContain('Riverside Hospital')
})

describe('allergies', () => {
  test('the dangerous come first; refuted ones are left out', async () => {
    const card = await mount(AllergiesCard)
    expect(rows(card).map((row) => row.split(' ')[0])).toEqual(['Penicillin', 'Grass'])
    expect(cardOf(card).count).toBe('2')
  })

  test('"No known allergies" is said, and not counted', async () => {
    const card = await mount(AllergiesCard, [noKnownAllergy])
    expect(rows(card)).toEqual(['No known allergiesasked Mar 2024'])
    expect(cardOf(card).count).toBe('')
  })
})

test('visits tell where they were and what is going on now', async () => {
  const card = await mount(VisitsCard)
  const [now, outside] = rows(card)
  expect(now).toMatch(/^Today, .* Diabetes follow-up In visit Dr. Okafor$/)
  expect(outside).toContain('Emergency visit: chest pain Riverside Hospital')
})

test('immunizations are one row a vaccine', async () => {
  const card = await mount(ImmunizationsCard)
  expect(rows(card)).toEqual(['Flu Sep 20, 2025 2 doses', 'Tetanus Jan 1, 2020'])
  expect(cardOf(card).count).toBe('3 given')
})

test('what changed is told in sentences', async () => {
  const card = await mount(ChangesCard)
  expect(cardOf(card).count).toMatch(/, 97 days$/)
  const [visit, potassium, a1c, more] = rows(card)
  expect(visit).toMatch(/^Emergency visit, .* at Riverside Hospital: chest pain$/)
  expect(potassium).toMatch(/^Potassium 5.6 mmol\/L, high, was 5.1, /)
  expect(a1c).toMatch(/^Hemoglobin A1c 7.4 → 7.1 %, still high, /)
  expect(more).toBe('3 more results out of range')
})

test('a card shows what is new after refresh()', async () => {
  const card = await mount(ProblemsCard, [])
  Object.assign(card.host, { fhir: chartFhir(chart) })
  await card.element.refresh()
  await card.settled()
  expect(rows(card)).toHaveLength(2)
})
