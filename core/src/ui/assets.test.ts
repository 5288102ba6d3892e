import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { assets } from './assets.js'
import type { PluginBuild } from './plugin-build.js'
import type { UiManifest } from './ui-package.js'

let folder: string
let get: (path: string, accept?: string) => Promise<Response>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tessera-assets-'))
  for (const name of ['shared', 'host', 'ui']) await mkdir(join(folder, name))
  const code = 'export const a = 1'
  await writeFile(join(folder, 'shared/lit-1.js'), code)
  await writeFile(join(folder, 'shared/lit-1.js.br'), brotliCompressSync(code))
  await writeFile(join(folder, 'host/page.css'), 'a{}')
  await writeFile(join(folder, 'host/evil.html'), '<script>1</script>')
  await writeFile(join(folder, 'ui/card.js'), code)
  await writeFile(join(folder, 'ui/secret.js'), code)
  const build: PluginBuild = {
    plugin: 'charting',
    folder: join(folder, 'ui'),
    files: { 'card.js': { integrity: 'x', imports: [] } },
    hash: 'abc',
  }
  // assets reads the folder only
  const app = assets({ manifest: {} as UiManifest, dist: folder }, new Map([['charting', build]]))
  get = async (path, accept) => app.request(path, accept ? { headers: { 'accept-encoding': accept } } : {})
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('files are kept for ever and never taken for something else', async () => {
  const answer = await get('/plugins/charting/abc/card.js')
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  expect((await get('/_host/page.css')).headers.get('content-type')).toContain('text/css')
})

test('the compressed twin goes to those who take it', async () => {
  const packed = await get('/_shared/lit-1.js', 'gzip, br')
  expect(packed.headers.get('content-encoding')).toBe('br')
  const plain = await get('/_shared/lit-1.js', 'gzip')
  expect(plain.headers.get('content-encoding')).toBeNull()
  expect(await plain.text()).toBe('export const a = 1')
  expect(plain.headers.get('vary')).toBe('accept-encoding')
})

test.each([
  '/plugins/charting/000/card.js',
  '/plugins/charting/abc/secret.js',
  '/plugins/charting/abc/..%2Fshared%2Flit-1.js',
  '/plugins/charting/abc/constructor',
  '/plugins/unknown/abc/card.js',
  '/_host/evil.html',
  '/_shared/lit-1.js.br',
  '/_shared/..%2Fhost%2Fpage.css',
])('%s is not there', async (path) => {
  expect((await get(path)).status).toBe(404)
})
