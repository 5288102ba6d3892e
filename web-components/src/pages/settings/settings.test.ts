import type { Role } from '@tessera/sdk'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { TesseraApp } from '../../shell/app.js'
import { find, textOf, until, violations } from '../../test/mount.js'
import { json, staffApp, type StaffApp } from '../../test/staff-app.js'

let site: StaffApp
let stored: Record<string, unknown>

/** As zod writes it for a plugin's settings. */
const SCHEMA = {
  type: 'object',
  properties: {
    repeatDays: { type: 'integer', title: 'Warn of a repeat within days', minimum: 1, default: 90 },
    sender: { type: 'string', description: 'MSH-4 of what we send' },
    footer: { type: 'string', format: 'textarea' },
    strict: { type: 'boolean', default: false, title: 'Refuse unknown codes' },
    charset: { type: 'string', enum: ['UTF-8', 'ISO 8859-1'], default: 'UTF-8' },
    days: { type: 'array', items: { type: 'string', enum: ['Mon', 'Tue', 'Wed'] }, default: [] },
    aliases: { type: 'array', items: { type: 'string' }, default: [] },
    labs: {
      type: 'array',
      title: 'Laboratories',
      items: {
        type: 'object',
        properties: { name: { type: 'string' }, port: { type: 'integer', default: 2575 } },
        required: ['name'],
      },
      default: [],
    },
    phrases: { type: 'object', additionalProperties: { type: 'string', maxLength: 2000 }, default: {} },
  },
  required: ['sender'],
}

beforeEach(() => {
  site = staffApp()
  stored = { sender: 'MAPLE', labs: [{ name: 'Riverside', port: 2575 }], phrases: { '.ros': 'No fever.' } }
  site.answer(({ method, path, body }) => {
    if (path !== 'ui/settings/labs') return undefined
    if (method === 'PUT') {
      const values = JSON.parse(body)
      if (values.labs?.[0]?.port > 65535)
        return json(
          {
            status: 422,
            detail: 'x',
            issues: [
              {
                severity: 'error',
                code: 'invalid',
                diagnostics: 'The settings of Labs don’t hold: labs[0].port: Too big: at most 65535',
                expression: ['labs[0].port'],
              },
            ],
          },
          422,
        )
      stored = values
    }
    return json({ plugin: 'labs', title: 'Labs', schema: SCHEMA, values: stored })
  })
})
afterEach(() => site.close())

async function settings(roles: Role[] = ['admin']): Promise<ShadowRoot> {
  const app = await site.open('settings/labs', { roles, plugins: ['labs'] })
  return until(() => find(app, 'tessera-settings')?.shadowRoot)
}

test('the form is made from the schema; what is saved can be undone', async () => {
  const page = await settings()
  const port = await until(() => page.querySelector<HTMLInputElement>('[id="f-labs[0].port"]'))
  expect(page.querySelector<HTMLInputElement>('#f-repeatDays')?.value).toBe('90')
  expect(textOf(page.querySelector('label[for=f-footer]'))).toBe('Footer (optional)')
  expect(page.querySelector('#f-footer')?.tagName).toBe('TEXTAREA')
  expect([...(page.querySelectorAll('legend') ?? [])].map((each) => each.textContent)).toEqual([
    'Days',
    'Aliases',
    'Laboratories',
    'Phrases',
  ])
  port.value = '6661'
  port.dispatchEvent(new Event('change'))
  await until(() => textOf(page).includes('Not saved yet'))
  page.querySelector<HTMLInputElement>('[id="f-days-1"]')?.click()
  await until(() => page.querySelector<HTMLInputElement>('[id="f-days-1"]')?.checked)
  page.querySelector('form')?.requestSubmit()
  await until(() => JSON.stringify(stored['labs']) === '[{"name":"Riverside","port":6661}]')
  expect(stored).toMatchObject({ days: ['Tue'], sender: 'MAPLE' })
  const app = page.host.getRootNode()
  const undo = await until(() =>
    app instanceof ShadowRoot
      ? [...(app.querySelector('tessera-toast')?.shadowRoot?.querySelectorAll('button') ?? [])].find(
          (each) => each.textContent === 'Undo',
        )
      : undefined,
  )
  undo.click()
  await until(() => JSON.stringify(stored['labs']) === '[{"name":"Riverside","port":2575}]')
  if (page.host instanceof HTMLElement) expect(await violations(page.host)).toEqual([])
})

test('what is wrong stands at its field, and nothing is saved', async () => {
  const page = await settings()
  const port = await until(() => page.querySelector<HTMLInputElement>('[id="f-labs[0].port"]'))
  port.value = '99999'
  port.dispatchEvent(new Event('change'))
  page.querySelector('form')?.requestSubmit()
  await until(() => page.querySelector('[id="f-labs[0].port"][aria-invalid=true]'))
  expect(textOf(page.querySelector('.bad .err'))).toBe('Too big: at most 65535')
  expect(page.activeElement?.id).toBe('f-labs[0].port')
  expect(JSON.stringify(stored['labs'])).toContain('2575')
})

test('rows are added and removed', async () => {
  const page = await settings()
  const group = await until(() =>
    [...page.querySelectorAll('fieldset')].find((each) => each.querySelector('legend')?.textContent === 'Laboratories'),
  )
  group.querySelector<HTMLElement>(':scope > .btn.s')?.click()
  await until(() => page.querySelector('[id="f-labs[1].name"]'))
  group.querySelector<HTMLElement>('[aria-label="Remove Riverside"]')?.click()
  await until(() => !page.querySelector('[id="f-labs[1].name"]'))
  page.querySelector('form')?.requestSubmit()
  await until(() => JSON.stringify(stored['labs']) === '[{"name":""}]')
})

test('others are told whose page it is', async () => {
  const page = await settings(['clinician'])
  await until(() => textOf(page).includes('for owners and admins'))
})

test('leaving with changes that are not saved holds back', async () => {
  const page = await settings()
  const sender = await until(() => page.querySelector<HTMLInputElement>('#f-sender'))
  sender.value = 'OAK'
  sender.dispatchEvent(new Event('change'))
  const app = [...document.body.children].find((each): each is TesseraApp => each instanceof TesseraApp)
  app?.renderRoot.querySelector<HTMLElement>('.rail a[href$="/inbox"]')?.click()
  await until(() => textOf(find(app ?? document.body, 'tessera-toast')).includes('not saved'))
  expect(location.pathname).toBe('/clinics/demo/settings/labs')
})
