import type { HostContext, Resource } from '@tessera/sdk'
import { testElement, type MountedElement } from '@tessera/testing/element'
import type { TesseraElement } from '@tessera/web-components'
import { afterEach, describe, expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { chart, chartFhir } from '../../test/chart-data.js'
import { AllergyWorkspace } from '../allergies-entry/allergy-workspace.js'
import { GoalWorkspace } from '../condition/goal-workspace.js'
import { ImmunizationWorkspace } from '../immunizations-entry/immunization-workspace.js'
import { PrescribeWorkspace } from '../prescribe/prescribe-workspace.js'
import { ProblemWorkspace } from '../problems/problem-workspace.js'
import { VitalsWorkspace } from '../vitals-entry/vitals-workspace.js'
import { EndWorkspace } from './end-workspace.js'

interface Sent {
  path: string
  body: Record<string, unknown>
}
type Workspace = TesseraElement & { props: Record<string, unknown> }

let mounted: MountedElement<Workspace> | undefined
afterEach(() => mounted?.remove())

/** A workspace in the host; `sent` is what it posts, answered with `answer`. */
async function mount(
  Class: new () => Workspace,
  options: {
    props?: Record<string, unknown>
    resources?: readonly Resource[]
    answer?: { status: number; body: object }
  } = {},
) {
  const sent: Sent[] = []
  const fetch: HostContext['fetch'] = (_plugin, path, init) => {
    sent.push({ path, body: JSON.parse(String(init?.body)) })
    const { status, body } = options.answer ?? { status: 200, body: { change: 'c1', reference: 'X/1', version: 1 } }
    return Promise.resolve(new Response(JSON.stringify(body), { status }))
  }
  const found = await testElement<Workspace>(Class, {
    host: { fhir: chartFhir(options.resources ?? chart), fetch },
    properties: { props: options.props ?? {} },
  })
  mounted = found
  await found.settled()
  const $ = <E extends HTMLElement = HTMLInputElement>(selector: string): E => {
    const element = found.element.renderRoot.querySelector<E>(selector)
    if (!element) throw new Error(`nothing is ${selector}`)
    return element
  }
  const text = () => found.element.renderRoot.textContent?.replace(/\s+/g, ' ') ?? ''
  const type = async (selector: string, words: string) => {
    $(selector).focus()
    await userEvent.keyboard(words.replaceAll('{', '{{').replaceAll('[', '[['))
    await found.settled()
  }
  const submit = async () => {
    $('button[type=submit]').click()
    await found.settled()
  }
  return { ...found, sent, $, text, type, submit }
}

const ALL: readonly (readonly [string, new () => Workspace, Record<string, unknown>?])[] = [
  ['vitals', VitalsWorkspace],
  ['problem', ProblemWorkspace],
  ['problem, changed', ProblemWorkspace, { change: 'c2' }],
  ['allergy', AllergyWorkspace],
  ['immunization', ImmunizationWorkspace],
  ['immunization, changed', ImmunizationWorkspace, { change: 'i1' }],
  ['prescribe', PrescribeWorkspace],
  ['prescribe, taken over', PrescribeWorkspace, { replaces: 'm2' }],
  ['goal', GoalWorkspace, { condition: 'c2', measure: 'a1c' }],
  ['end', EndWorkspace, { type: 'MedicationRequest', id: 'm1', how: 'stop' }],
]

test.each(ALL)('%s has no axe violation and one primary button', async (_name, Class, props) => {
  const { axe, element } = await mount(Class, props ? { props } : {})
  expect(await axe()).toEqual([])
  expect(element.renderRoot.querySelectorAll('button[type=submit]')).toHaveLength(1)
})

describe('vitals', () => {
  test('all by keyboard: Tab goes from sign to sign, flags show while typing, one change-set with Undo', async () => {
    const { $, text, sent, settled, notices, messages, undone, closed } = await mount(VitalsWorkspace)
    $('#pressure').focus()
    await userEvent.keyboard('142/91')
    await settled()
    expect($('#pressure').closest('.sign')?.querySelector('tessera-chip')?.getAttribute('status')).toBe('high')
    await userEvent.keyboard('{Tab}76{Tab}98.6{Tab}14{Tab}97{Tab}181{Tab}65{Tab}2')
    await settled()
    expect(text()).toContain('BMI, computed 30.1')
    await userEvent.keyboard('{Enter}')
    await settled()
    expect(sent[0]?.path).toBe('records/vitals')
    expect(sent[0]?.body).toMatchObject({
      patient: 'p1',
      signs: { pressure: { text: '142/91' }, weight: { text: '181', unit: '[lb_av]' }, pain: { text: '2' } },
    })
    expect(notices).toEqual(['Vitals recorded, 142/91'])
    messages[0]?.action?.run()
    expect(undone).toEqual(['c1'])
    expect(closed).toEqual(['charting:vitals'])
  })

  test('the unit is switched by the button or by typing it, there and back without a loss', async () => {
    const { $, type, settled } = await mount(VitalsWorkspace)
    await type('#weight', '181')
    const unit = () => $('#weight-unit')
    unit().click()
    await settled()
    expect([$('#weight').value, unit().textContent?.trim()]).toEqual(['82.1', 'kg'])
    unit().click()
    await settled()
    expect($('#weight').value).toBe('181')
    await type('#temperature', '37.2 c')
    expect([$('#temperature').value, $('#temperature-unit').textContent?.trim()]).toEqual(['37.2', '°C'])
  })

  test('an impossible value says why, an unlikely one asks, and nothing is sent meanwhile', async () => {
    const { $, text, type, submit, sent, settled } = await mount(VitalsWorkspace)
    await type('#oxygen', '130')
    await submit()
    expect(text()).toContain('No living person has this value')
    expect(sent).toEqual([])
    $('#oxygen').focus()
    await userEvent.clear($('#oxygen'))
    await type('#weight', '28 kg')
    await submit()
    expect(text()).toContain('Very unlikely at this age')
    $<HTMLInputElement>('.sure input').click()
    await settled()
    await submit()
    expect(sent[0]?.body).toMatchObject({ signs: { weight: { text: '28', unit: 'kg', sure: true } } })
  })

  test('a dose that is changed starts as it is and keeps what the form does not ask', async () => {
    const { $, type, submit, sent } = await mount(ImmunizationWorkspace, {
      props: { change: 'i9' },
      resources: [
        {
          resourceType: 'Immunization',
          id: 'i9',
          meta: { versionId: '4' },
          status: 'completed',
          vaccineCode: { coding: [{ system: 'http://hl7.org/fhir/sid/cvx', code: '115' }], text: 'Tdap' },
          patient: { reference: 'Patient/p1' },
          occurrenceDateTime: '2024-05-01',
          lotNumber: 'X1',
        } as Resource,
      ],
    })
    expect([$('#vaccine').value, $('#on').value, $('#lot').value]).toEqual(['Tdap', '2024-05-01', 'X1'])
    await userEvent.clear($('#lot'))
    await type('#lot', 'X2')
    await submit()
    expect(sent[0]).toMatchObject({
      path: 'records/immunizations',
      body: { change: { id: 'i9', version: '4' }, text: 'Tdap', on: '2024-05-01', how: 'here', lot: 'X2' },
    })
  })

  test('a correction starts with the old values and wants a reason', async () => {
    const { $, type, submit, sent } = await mount(VitalsWorkspace, { props: { correct: ['bp1', 'w1'] } })
    expect([$('#pressure').value, $('#weight').value]).toEqual(['146/88', '181'])
    await submit()
    expect(sent).toEqual([])
    await type('#reason', 'Wrong cuff')
    await submit()
    expect(sent[0]?.body).toMatchObject({ reason: 'Wrong cuff', replaces: [{ id: 'bp1' }, { id: 'w1' }] })
  })

  test('what was refused is said and stays in the fields', async () => {
    const { $, text, type, submit, closed } = await mount(VitalsWorkspace, {
      answer: { status: 409, body: { detail: 'Someone has changed this meanwhile.', code: 'changed' } },
    })
    await type('#pulse', '70')
    await submit()
    expect(text()).toContain('Someone has changed this meanwhile.')
    expect($('#pulse').value).toBe('70')
    expect(closed).toEqual([])
  })
})

describe('a problem', () => {
  test('is found by the beginnings of its words and chosen with Enter', async () => {
    const { $, type, submit, sent, settled, drafts } = await mount(ProblemWorkspace)
    await type('#problem', 'heart fail')
    expect($('#problem').getAttribute('aria-expanded')).toBe('true')
    await userEvent.keyboard('{ArrowDown}{ArrowUp}{Enter}')
    await settled()
    expect($('#problem').value).toContain('Heart failure')
    expect([...drafts.keys()]).toEqual(['charting-problem-p1'])
    await type('#onset', '5/2019')
    await submit()
    expect(sent[0]?.body).toMatchObject({ status: 'active', onset: '2019-05' })
    expect(String(sent[0]?.body['code'])).toMatch(/^I50/)
  })

  test('in free words has no code; a date that is none is said', async () => {
    const { $, type, submit, sent, text } = await mount(ProblemWorkspace)
    await submit()
    expect(text()).toContain('Say what the problem is.')
    await type('#problem', 'Fear of needles')
    await type('#onset', '13/2019')
    await submit()
    expect(sent).toEqual([])
    await userEvent.clear($('#onset'))
    await submit()
    expect(sent[0]?.body).not.toHaveProperty('code')
  })
})

test('allergies: "No known allergies" is offered only while none is recorded', async () => {
  const some = await mount(AllergyWorkspace)
  expect(some.text()).not.toContain('No known allergies')
  some.remove()
  const { $, settled, sent } = await mount(AllergyWorkspace, { resources: [] })
  $('.none button').click()
  await settled()
  expect(sent[0]?.path).toBe('records/allergies/none')
})

describe('prescribe', () => {
  test('into an allergy: the evidence stands in the form, the safer choice is the primary one, going on asks why', async () => {
    const { $, type, submit, sent, settled, text, element } = await mount(PrescribeWorkspace)
    await type('#medicine', 'amox 500')
    await userEvent.keyboard('{Enter}')
    await settled()
    expect(text()).toContain('Allergy: Penicillin')
    expect(text()).toContain('What happened then: Anaphylaxis')
    expect($('.guard .primary').textContent?.trim()).toBe('Choose another medicine')
    expect(text()).toContain('Take 1 capsule by mouth 3 times a day for 10 days')
    await submit()
    expect(sent).toEqual([])
    const why = element.renderRoot.querySelector<HTMLInputElement>('.why')
    expect(why).not.toBeNull()
    await type('.why', 'Taken before without a reaction')
    await submit()
    expect(sent[0]?.body).toMatchObject({
      rxnorm: '308191',
      quantity: 30,
      overrides: { 'allergy:AllergyIntolerance/al2': 'Taken before without a reaction' },
    })
  })

  test('a change starts with what is written, and what it replaces is no duplicate of it', async () => {
    const { $, text } = await mount(PrescribeWorkspace, { props: { replaces: 'm1' } })
    expect($('#medicine').value).toBe('Lisinopril 20 mg')
    expect(text()).toContain('Replaces Lisinopril 20 mg')
    expect(text()).not.toContain('Already taken')
  })
})

test('a medicine is stopped with a reason only', async () => {
  const { type, submit, sent, notices } = await mount(EndWorkspace, {
    props: { type: 'MedicationRequest', id: 'm1', how: 'stop' },
  })
  await submit()
  expect(sent).toEqual([])
  await type('#reason', 'Cough')
  await submit()
  expect(sent[0]).toMatchObject({ path: 'records/medicines/end', body: { how: 'stop', reason: 'Cough' } })
  expect(notices).toEqual(['Lisinopril 20 mg stopped'])
})
