import { afterEach, expect, test, vi } from 'vitest'
import '../../index.js'
import { clear, find, html, mount, textOf, type, until, violations } from '../../test/mount.js'
import { TesseraChooser } from './chooser.js'
import { tiles } from './mosaic-art.js'
import { nextPath } from './sign-in-request.js'
import { TesseraSignIn } from './sign-in.js'

customElements.define('tessera-sign-in', TesseraSignIn)
customElements.define('tessera-chooser', TesseraChooser)

afterEach(() => {
  vi.unstubAllGlobals()
  clear()
})

const clinic = { slug: 'demo', name: 'Maple Street Clinic' }
const page = () => mount<TesseraSignIn>(html`<tessera-sign-in .clinic=${clinic}></tessera-sign-in>`)

/** Submits, and waits for the words. */
async function submit(element: TesseraSignIn, email: string, password: string, words: string): Promise<void> {
  const root = element.renderRoot
  const field = (id: string) => root.querySelector<HTMLInputElement>(`#${id}`)
  for (const [id, value] of [
    ['email', email],
    ['password', password],
  ] as const) {
    const input = field(id)
    if (input) type(input, value)
  }
  root.querySelector('form')?.requestSubmit()
  await until(() => textOf(root.querySelector('[role=alert]')).includes(words))
}

test('the page names the clinic, labels its fields, and can be read in light and dark', async () => {
  const element = await page()
  expect(textOf(find(element, 'h1'))).toBe('Sign in to Maple Street Clinic')
  expect(find<HTMLInputElement>(element, '#email')?.labels?.[0]?.textContent).toBe('Email')
  expect(find<HTMLInputElement>(element, '#password')?.autocomplete).toBe('current-password')
  expect(textOf(element)).toContain('Every sign-in is recorded.')
  expect(await violations(find(element, 'main') ?? element)).toEqual([])
})

test.each([
  [() => Promise.resolve(new Response('{}', { status: 401 })), 'Email and password do not go together.'],
  [
    () => Promise.resolve(new Response('{}', { status: 429, headers: { 'retry-after': '40' } })),
    'Try again in 40 seconds.',
  ],
  [() => Promise.resolve(new Response('{}', { status: 429 })), 'Wait a few minutes'],
  [() => Promise.resolve(new Response('', { status: 503 })), 'Try again in a minute.'],
  [() => Promise.reject(new TypeError('failed to fetch')), 'The server did not answer.'],
])('what goes wrong is said, with what to do', async (answer, words) => {
  vi.stubGlobal('fetch', answer)
  const element = await page()
  await submit(element, 'a@b.example', 'wrong', words)
})

test('nothing is sent while a field is empty', async () => {
  const fetch = vi.fn()
  vi.stubGlobal('fetch', fetch)
  const element = await page()
  await submit(element, '', '', 'Enter your email.')
  await submit(element, 'a@b.example', '', 'Enter your password.')
  expect(await violations(find(element, 'main') ?? element)).toEqual([])
  expect(fetch).not.toHaveBeenCalled()
})

test('the password can be shown and hidden again', async () => {
  const element = await page()
  const eye = () => find<HTMLButtonElement>(element, '.pw button')
  expect(eye()?.getAttribute('aria-label')).toBe('Show the password')
  eye()?.click()
  await element.updateComplete
  expect(find<HTMLInputElement>(element, '#password')?.type).toBe('text')
  expect(eye()?.getAttribute('aria-label')).toBe('Hide the password')
})

test.each([
  ['', '/'],
  ['?next=/clinics/demo/patients/p1', '/clinics/demo/patients/p1'],
  ['?next=%2Fclinics%2Fdemo%2F%3Fa%3D1', '/clinics/demo/?a=1'],
  ['?next=//evil.example/x', '/'],
  ['?next=/%5Cevil.example', '/'],
  ['?next=https://evil.example', '/'],
  ['?next=javascript:alert(1)', '/'],
  ['?next=/%09/evil.example', '/'],
  ['?next=/auth/login', '/'],
])('after signing in, %s leads to %s', (search, path) => {
  expect(nextPath(search)).toBe(path)
})

test('the chooser links each clinic, and says why when there is none', async () => {
  const element = await mount<TesseraChooser>(
    html`<tessera-chooser .clinics=${[clinic, { slug: 'oak', name: 'Oak Hill Pediatrics' }]}></tessera-chooser>`,
  )
  expect([...element.renderRoot.querySelectorAll('li a')].map((a) => a.getAttribute('href'))).toEqual([
    '/clinics/demo/',
    '/clinics/oak/',
  ])
  expect(await violations(find(element, 'main') ?? element)).toEqual([])
  element.clinics = []
  await element.updateComplete
  expect(textOf(element)).toContain('no clinic has added you')
})

test('the mosaic is the same for everyone', () => {
  expect(tiles()).toEqual(tiles())
  expect(tiles().length).toBeGreaterThan(800)
})
