import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildPlugin } from './build-plugin.mjs'

let root: string
const read = (name: string) => readFile(join(root, 'dist/ui', name))

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'tessera-build-'))
  await mkdir(join(root, 'elements'))
  await writeFile(
    join(root, 'tsconfig.json'),
    '{ "compilerOptions": { "target": "es2022", "experimentalDecorators": true, "useDefineForClassFields": false } }',
  )
  await writeFile(
    join(root, 'elements/common.ts'),
    "export const shout = (text: string): string => text.toUpperCase() + Math.random() + 'a long common text'.repeat(3)",
  )
  const element = (name: string) => `import { LitElement, html } from 'lit'
import { property } from 'lit/decorators.js'
import { shout } from './common.js'
export class ${name} extends LitElement {
  @property() accessorless = 'x'
  override render() { return html\`<b>\${shout(this.accessorless)}</b>\` }
}`
  await writeFile(join(root, 'elements/one.ts'), element('One'))
  await writeFile(join(root, 'elements/two.ts'), element('Two'))
})
afterAll(() => rm(root, { recursive: true, force: true }))

test('each contributed module is a file of its name, common code a chunk, shared code stays bare', async () => {
  const files = await buildPlugin({
    root,
    entries: ['./elements/one.ts', undefined, './elements/two.ts', './elements/one.ts'],
  })
  const chunk = Object.keys(files).find((name) => name.startsWith('c-')) ?? ''
  expect(Object.keys(files).toSorted()).toEqual([chunk, 'one.js', 'two.js'].toSorted())
  expect(files['one.js']?.imports).toEqual([chunk])
  const code = (await read('one.js')).toString()
  expect(code).toContain('from"lit"')
  expect(code).toMatch(/export\s*\{\s*\w+ as One\s*\}/)
  // class fields would shadow Lit's accessors: they must be assignments in the constructor
  expect(code).not.toMatch(/^\s*accessorless\s*=/m)
})

test('the list states what was written, and each file has its compressed twin', async () => {
  const files: Record<string, { integrity: string }> = JSON.parse((await read('files.json')).toString())
  for (const [name, { integrity }] of Object.entries(files)) {
    const bytes = await read(name)
    expect(integrity).toBe(`sha384-${createHash('sha384').update(bytes).digest('base64')}`)
    expect(brotliDecompressSync(await read(`${name}.br`)).equals(bytes)).toBe(true)
  }
})

test('two modules of one name are refused', async () => {
  await expect(
    buildPlugin({ root, entries: ['./elements/one.ts', './other/one.ts'], outDir: 'dist/other' }),
  ).rejects.toThrow('another module is called one too')
})

test('a plugin without modules has an empty list', async () => {
  expect(await buildPlugin({ root, entries: [], outDir: 'dist/none' })).toEqual({})
})

test('the server part is one file that shares the SDK and zod, in nothing but ASCII', async () => {
  await mkdir(join(root, 'server'))
  await writeFile(join(root, 'server/more.js'), "export const more = 'für später'")
  await writeFile(
    join(root, 'server/plugin.js'),
    `import { definePlugin } from '@tessera/sdk'
import { z } from 'zod'
import { more } from './more.js'
export const plugin = definePlugin(() => ({ id: more, settings: z.object({}), base: import.meta.url }))`,
  )
  await buildPlugin({ root, entries: [], server: 'server/plugin.js' })
  const code = await readFile(join(root, 'dist/bundle/plugin.js'), 'utf8')
  expect(code).toMatch(/from ["']@tessera\/sdk["']/)
  expect(code).toMatch(/from ["']@tessera\/sdk\/zod["']/)
  expect(code).toContain('f\\u00fcr sp\\u00e4ter')
  expect(code).toContain('import.meta.url')
  expect(code).not.toContain('./more.js')
})
