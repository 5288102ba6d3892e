import type { Page } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openHouse, type House } from './house.js'

const CHART = '/clinics/demo/patients/demo-ines-morales'
const PATIENT = 'demo-ines-morales'

let house: House
let ask: Awaited<ReturnType<House['client']>>
beforeAll(async () => {
  house = await openHouse(6)
  ask = await house.client('demo')
}, 90_000)
afterAll(() => house?.stop())

const opened = async (email: string, path: string): Promise<Page> => {
  const page = await (await house.signedIn(email)).newPage()
  await page.goto(house.url + path)
  return page
}

/** What a search finds, as its entries' resources. */
async function found(query: string): Promise<Record<string, unknown>[]> {
  // a searchset Bundle
  const bundle = (await ask('GET', query)) as { entry?: { resource: Record<string, unknown> }[] }
  return (bundle.entry ?? []).map(({ resource }) => resource)
}

it('a visit goes from the desk through vitals, problem and prescription to a signed note', async () => {
  const before = await found(`Encounter?patient=${PATIENT}&_count=200`)

  // the desk books, and checks in
  const desk = await opened('frontdesk@demo.test', '/clinics/demo/schedule')
  await desk.getByRole('button', { name: 'Book', exact: true }).first().click()
  await desk.getByRole('combobox', { name: 'Patient' }).fill('morales')
  await desk.getByRole('option', { name: 'Ines Morales' }).waitFor()
  await desk.keyboard.press('Enter')
  await desk.getByText('Mar 14, 1968').waitFor()
  await desk.getByRole('complementary').getByRole('button', { name: 'Book', exact: true }).click()
  await desk.getByText('Ines Morales is booked').waitFor()
  await desk.getByRole('button', { name: 'Check in Ines Morales' }).first().click()
  await desk.getByRole('complementary', { name: 'Check in' }).getByRole('button', { name: 'Check in' }).click()
  await desk.getByText('Ines Morales is checked in').waitFor()
  const after = await found(`Encounter?patient=${PATIENT}&_count=200`)
  expect(after).toHaveLength(before.length + 1)
  expect(after.filter(({ status }) => status === 'arrived')).toHaveLength(1)

  // the nurse takes vitals by keyboard
  const nurse = await opened('nurse@demo.test', CHART)
  await nurse.getByRole('button', { name: 'Record vitals' }).first().click()
  const vitals = nurse.getByRole('region', { name: 'Record vitals' })
  await expect.poll(() => vitals.getByRole('textbox', { name: 'Blood pressure' }).evaluate(isFocused)).toBe(true)
  for (const value of ['182/104', '88', '98.6', '18', '97']) {
    await nurse.keyboard.type(value)
    await nurse.keyboard.press('Tab')
  }
  await vitals.getByText('Critical').waitFor()
  await nurse.keyboard.press('Enter')
  await nurse.getByRole('button', { name: 'Undo' }).waitFor()
  const [pressure] = await found(`Observation?patient=${PATIENT}&code=85354-9&_sort=-date&_count=1`)
  expect(pressure).toMatchObject({
    component: [{ valueQuantity: { value: 182, code: 'mm[Hg]' } }, { valueQuantity: { value: 104 } }],
  })

  // the doctor adds a problem
  const doctor = await opened('doctor@demo.test', CHART)
  const actions = doctor.getByRole('group', { name: 'Actions' })
  await actions.getByRole('button', { name: 'Add a problem' }).click()
  const problem = doctor.getByRole('region', { name: 'Add a problem' })
  await problem.getByRole('combobox', { name: 'Problem' }).fill('asthma attack')
  await doctor.getByRole('option', { name: 'Asthma attack' }).first().waitFor()
  await doctor.keyboard.press('Enter')
  await problem.getByRole('button', { name: 'Add a problem' }).click()
  await doctor.getByText('Asthma attack added').waitFor()

  // orders the diabetes set: what Riverside Hospital measured is used, what is done again says why
  await actions.getByRole('button', { name: 'Order', exact: true }).click()
  const order = doctor.getByRole('region', { name: 'Order', exact: true })
  await order.getByRole('combobox', { name: 'Test or set' }).fill('diabetes')
  await doctor.getByRole('option', { name: /Diabetes visit/ }).waitFor()
  await doctor.keyboard.press('Enter')
  const known = order.getByRole('region', { name: 'Earlier results of Hemoglobin A1c' })
  await known.getByText('7.1').waitFor()
  await known.getByText('Riverside Hospital').waitFor()
  await known.getByRole('button', { name: 'Use this result' }).click()
  await doctor.getByText(/^Hemoglobin A1c 7.1 % .*used/).waitFor()
  for (const test of ['Basic metabolic panel', 'Urine albumin/creatinine']) {
    const again = order.getByRole('region', { name: `Earlier results of ${test}` })
    await again.getByRole('button', { name: 'Order anyway…' }).click()
    await again.getByRole('combobox', { name: 'Why is it done again?' }).fill('A new medicine needs a new value')
  }
  for (const [test, reason] of [
    ['Basic metabolic panel', 'Kidney disease, stage 3a'],
    ['Lipid panel', 'High cholesterol'],
    ['Urine albumin/creatinine', 'Kidney disease, stage 3a'],
  ] as const) {
    const line = order.getByRole('listitem').filter({ has: doctor.getByRole('heading', { name: test }) })
    await line.getByRole('combobox', { name: 'For problem' }).selectOption({ label: reason })
    if (test !== 'Urine albumin/creatinine')
      await line
        .getByRole('group', { name: /Fasting/ })
        .getByRole('radio', { name: 'Yes' })
        .check()
  }
  await order.getByRole('button', { name: 'Order 3 tests' }).click()
  await order.getByText('3 tests ordered').waitFor()
  const ordered = await found(`ServiceRequest?patient=${PATIENT}&category=108252007&status=active`)
  expect(ordered.map(({ code }) => (code as { text: string }).text).sort()).toEqual([
    'Basic metabolic panel',
    'Lipid panel',
    'Urine albumin/creatinine',
  ])

  // prescribes into an allergy, and says why
  await actions.getByRole('button', { name: 'More actions' }).click()
  await actions.getByRole('group', { name: 'More actions' }).getByRole('button', { name: 'Prescribe' }).click()
  const prescription = doctor.getByRole('region', { name: 'Prescribe' })
  await prescription.getByRole('combobox', { name: 'Medicine' }).fill('amoxi')
  await doctor.getByRole('option', { name: 'Amoxicillin 250 mg' }).waitFor()
  await doctor.keyboard.press('Enter')
  await prescription.getByText('Allergy: Penicillin').waitFor()
  await prescription.getByRole('button', { name: 'Prescribe anyway' }).click()
  await prescription.getByRole('combobox', { name: /Why all the same/ }).fill('Tolerated it since, tested in 2024')
  await prescription.getByRole('button', { name: 'Prescribe', exact: true }).click()
  await doctor.getByText('Amoxicillin 250 mg prescribed').waitFor()
  const prescribed = await found(`MedicationRequest?patient=${PATIENT}&status=active&_count=50`)
  expect(JSON.stringify(prescribed)).toContain('Tolerated it since')

  // a note without a plan can't be signed
  await actions.getByRole('button', { name: 'Visit note' }).click()
  const note = doctor.getByRole('region', { name: 'Visit note' }).first()
  await note.getByRole('textbox', { name: 'Subjective' }).fill('Coughs at night for a week.')
  await note.getByRole('textbox', { name: 'Assessment' }).fill('Asthma attack after a cold.')
  await note.getByRole('button', { name: 'Fix 1 check to sign' }).click()
  await note.getByText('Plan is empty').waitFor()
  expect(await found(`Composition?patient=${PATIENT}&status=final`)).toHaveLength(0)
  await note.getByRole('textbox', { name: 'Plan' }).fill('Rest, fluids, come back in a week.')
  await note.getByRole('button', { name: 'Sign note' }).click()
  await doctor.getByText('Note signed').waitFor()
  const [signed] = await found(`Composition?patient=${PATIENT}&status=final`)
  expect(signed).toMatchObject({ resourceType: 'Composition', status: 'final' })
  expect(await found(`DocumentReference?patient=${PATIENT}&related=Composition/${String(signed?.id)}`)).toHaveLength(1)

  // the laboratory's results arrive over MLLP, are looked at one after another by keyboard, and are acknowledged
  await doctor
    .getByRole('link', { name: /^Inbox/ })
    .first()
    .click()
  const reviews = doctor.getByRole('main').getByRole('link', { name: /^Ines Morales.*(panel|albumin).*abnormal/ })
  await expect.poll(() => reviews.count(), { timeout: 90_000 }).toBe(3)
  await reviews.first().click()
  for (const left of [2, 1, 0]) {
    await doctor.getByRole('button', { name: /^Acknowledge/ }).waitFor()
    await doctor.keyboard.press('e')
    await expect.poll(() => reviews.count()).toBe(left)
  }
  const reviewed = await found(`Task?patient=${PATIENT}&code=labs-review&status=completed`)
  expect(reviewed).toHaveLength(3)

  // and the page of the condition shows what they mean for it
  const [ldl] = await found(`Observation?patient=${PATIENT}&code=13457-7,2089-1&_sort=-date&_count=1`)
  expect(ldl).toMatchObject({ basedOn: [{ reference: expect.stringMatching('ServiceRequest/') }] })
  await doctor.goto(house.url + CHART)
  await doctor.getByRole('link', { name: 'High cholesterol' }).first().click()
  await doctor.getByRole('heading', { name: 'High cholesterol' }).first().waitFor()
  const value = JSON.stringify(ldl?.valueQuantity).match(/"value":([\d.]+)/)?.[1]
  await doctor
    .getByText(new RegExp(`LDL.*\\b${value}\\b|\\b${value}\\b.*mg/dL`))
    .first()
    .waitFor()
}, 240_000)

it('text of a note outlives its tab: another browser has it but for the last two seconds', async () => {
  const first = await opened('doctor@demo.test', '/clinics/demo/patients/demo-walter-brandt')
  await first.getByRole('group', { name: 'Actions' }).getByRole('button', { name: 'Visit note' }).click()
  const written = first.getByRole('region', { name: 'Visit note' }).first()
  await written.getByRole('textbox', { name: 'Subjective' }).fill('Sleeps badly since')
  await first.waitForTimeout(2_500)
  await first.close({ runBeforeUnload: false })

  const second = await opened('doctor@demo.test', '/clinics/demo/patients/demo-walter-brandt')
  await second.getByRole('group', { name: 'Actions' }).getByRole('button', { name: 'Visit note' }).click()
  const again = second.getByRole('region', { name: 'Visit note' }).first()
  await expect.poll(() => again.getByRole('textbox', { name: 'Subjective' }).inputValue()).toBe('Sleeps badly since')
}, 60_000)

const isFocused = (element: Element): boolean => {
  const root = element.getRootNode()
  return root instanceof ShadowRoot && root.activeElement === element
}
