import type { PluginDefinition, Principal } from '@tessera/sdk'
import { expect, test } from 'vitest'
import type { OpenClinic } from '../clinic.js'
import { ownPath, pages, type PagesDeps } from './pages.js'
import { buildHash, type PluginBuild } from './plugin-build.js'
import type { UiManifest } from './ui-package.js'

const entry = (name: string) => ({
  file: `${name}-1.js`,
  integrity: `sha384-${name}`,
  deps: [{ url: '/_shared/lit-1.js', integrity: 'sha384-lit' }],
})
const manifest: UiManifest = {
  version: '0.1.0',
  importMap: { imports: { lit: '/_shared/lit-1.js' }, integrity: { '/_shared/lit-1.js': 'sha384-lit' } },
  host: { shell: entry('shell'), login: entry('login') },
  theme: { file: 'theme-1.js', integrity: 'sha384-theme' },
  css: [{ file: 'page-1.css', integrity: 'sha384-css' }],
  fonts: [{ file: 'a-1.woff2' }],
}
const plugin: PluginDefinition = {
  id: 'charting',
  version: '1',
  title: 'Charting',
  access: [],
  base: import.meta.url,
  contributes: [{ id: 'card', point: 'patient.summaryCard', label: 'Card </script>', module: './elements/card.ts' }],
}
const files = {
  'card.js': { integrity: 'sha384-card', imports: [] },
  'tab.js': { integrity: 'sha384-tab', imports: [] },
}
const build: PluginBuild = { plugin: 'charting', folder: '/', files, hash: buildHash(files) }
const clinic = { slug: 'demo', name: 'Demo & <Sons>', timezone: 'UTC' }
const person: Principal = {
  kind: 'user',
  id: 'u1',
  display: 'Dr. Ada',
  clinic: 'demo',
  roles: ['clinician'],
  scopes: ['user/*.cruds'],
  links: [{ kind: 'practitioner', reference: 'Practitioner/a' }],
  purpose: 'TREAT',
}

type Who = Principal | 'anonymous' | 'invalid' | 'stranger'

function site(who: (clinic: string) => Who, more: Partial<PagesDeps> = {}, clinics = [clinic]) {
  const app = pages({
    config: { url: 'http://localhost:3000' },
    control: {
      clinics: () => Promise.resolve(clinics),
      clinic: (slug) => Promise.resolve(clinics.find((each) => each.slug === slug) ?? null),
      memberships: () =>
        Promise.resolve(
          clinics
            .filter(({ slug }) => typeof who(slug) !== 'string')
            .map((each) => ({ clinic: each, roles: ['clinician'] })),
        ),
    },
    // the pages look at the clinic's name only
    clinics: {
      open: (slug) => Promise.resolve(clinics.some((each) => each.slug === slug) ? ({ clinic } as OpenClinic) : null),
    },
    principals: { of: (_request, slug) => Promise.resolve(who(slug)) },
    host: { enabled: () => [plugin] },
    sources: { now: () => 0, random: () => 0 },
    ui: { manifest, dist: '/' },
    builds: new Map([['charting', build]]),
    version: '0.1.0',
    ...more,
  })
  return (path: string, base = 'http://localhost:3000') => app.request(new Request(base + path))
}

const bootOf = (html: string): Record<string, unknown> =>
  JSON.parse(/<script type="application\/json" id="tessera-boot">(.*)<\/script>/.exec(html)?.[1] ?? 'null')

test('the shell knows clinic, person and registry, and names all modules with their integrity', async () => {
  const answer = await site(() => person)('/clinics/demo/patients/p1')
  expect(answer.status).toBe(200)
  const html = await answer.text()
  expect(bootOf(html)).toMatchObject({
    page: 'shell',
    version: '0.1.0',
    clinic,
    user: { id: 'u1', display: 'Dr. Ada', roles: ['clinician'], practitioner: 'Practitioner/a' },
    registry: { contributions: [{ id: 'card' }] },
  })
  const map = JSON.parse(/<script type="importmap" nonce="[^"]+">(.*)<\/script>/.exec(html)?.[1] ?? 'null')
  expect(map).toEqual({
    imports: { lit: '/_shared/lit-1.js' },
    integrity: {
      '/_shared/lit-1.js': 'sha384-lit',
      [`/plugins/charting/${build.hash}/card.js`]: 'sha384-card',
      [`/plugins/charting/${build.hash}/tab.js`]: 'sha384-tab',
    },
  })
  expect(html).toContain(
    `<link rel="modulepreload" href="/plugins/charting/${build.hash}/card.js" integrity="sha384-card">`,
  )
  expect(html).toContain('<tessera-app><div class="boot"')
})

test('the policy is strict, its nonce new each time, and nothing ends a script early', async () => {
  const get = site(() => person)
  const [one, two] = [await get('/clinics/demo/'), await get('/clinics/demo/')]
  const policy = one.headers.get('content-security-policy') ?? ''
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("require-trusted-types-for 'script'; trusted-types lit-html")
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).not.toContain('unsafe')
  expect(policy).not.toBe(two.headers.get('content-security-policy'))
  const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? ''
  const html = await one.text()
  expect(html).toContain(`nonce="${nonce}"`)
  expect(html).not.toContain('Card </script>')
  expect(html).toContain('Demo &amp; &lt;Sons&gt;')
  for (const [name, value] of [
    ['cache-control', 'no-store'],
    ['x-content-type-options', 'nosniff'],
    ['referrer-policy', 'no-referrer'],
    ['cross-origin-opener-policy', 'same-origin'],
  ] as const) {
    expect(one.headers.get(name)).toBe(value)
  }
})

test('without a session, pages lead to sign-in and back', async () => {
  const get = site(() => 'anonymous')
  expect((await get('/')).headers.get('location')).toBe('/auth/login')
  expect((await get('/clinics/demo/patients/p1?tab=labs')).headers.get('location')).toBe(
    '/auth/login?next=%2Fclinics%2Fdemo%2Fpatients%2Fp1%3Ftab%3Dlabs',
  )
  expect(bootOf(await (await get('/auth/login?next=/clinics/demo/')).text())).toEqual({
    page: 'login',
    version: '0.1.0',
    clinic,
  })
})

test('one clinic is opened, several are offered', async () => {
  expect((await site(() => person)('/')).headers.get('location')).toBe('/clinics/demo/')
  const two = [clinic, { slug: 'other', name: 'Other', timezone: 'UTC' }]
  const answer = await site(() => person, {}, two)('/')
  expect(bootOf(await answer.text())).toMatchObject({
    page: 'chooser',
    clinics: [{ slug: 'demo' }, { slug: 'other' }],
    user: { id: 'u1' },
  })
})

test('a clinic that is not theirs and one that does not exist look the same', async () => {
  const two = [clinic, { slug: 'other', name: 'Secret name', timezone: 'UTC' }]
  const get = site((slug) => (slug === 'demo' ? person : 'stranger'), {}, two)
  const [foreign, unknown] = [await get('/clinics/other/'), await get('/clinics/nowhere/')]
  expect([foreign.status, unknown.status]).toEqual([404, 404])
  const [a, b] = [await foreign.text(), await unknown.text()]
  expect(bootOf(a)).toEqual(bootOf(b))
  expect(bootOf(a)).toMatchObject({ page: 'chooser', problem: 'no-access', clinics: [{ slug: 'demo' }] })
  expect(a).not.toContain('Secret name')
})

test('another name of this machine leads to the public one, a proxy name does not', async () => {
  const get = site(() => person)
  expect((await get('/clinics/demo/?x=1', 'http://127.0.0.1:3000')).headers.get('location')).toBe(
    'http://localhost:3000/clinics/demo/?x=1',
  )
  expect((await get('/clinics/demo/', 'http://[::1]:3000')).status).toBe(302)
  expect((await get('/clinics/demo/', 'http://inner-name:3000')).status).toBe(200)
})

test('unbuilt screens say what to do', async () => {
  const answer = await site(() => person, { ui: null })('/clinics/demo/')
  expect(answer.status).toBe(503)
  expect(await answer.text()).toContain('npm run build')
})

test.each([
  ['/clinics/demo/', '/clinics/demo/'],
  ['//evil.example/x', '/'],
  ['/\\evil.example', '/'],
  ['https://evil.example/', '/'],
  ['javascript:alert(1)', '/'],
  [undefined, '/'],
])('sign-in leads from %s to %s', (next, path) => {
  expect(ownPath(next, 'https://ehr.example')).toBe(path)
})
