import type { PluginDefinition } from '@tessera/sdk'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const filesShape = z.record(
  z.string().regex(/^[\w.-]+$/),
  z.object({ integrity: z.string(), imports: z.array(z.string()) }),
)
export type BuiltFiles = z.infer<typeof filesShape>

/** The built screens of a plugin: `ui/` with its `files.json`, written by `@tessera/sdk/build`. */
export interface PluginBuild {
  plugin: string
  folder: string
  files: BuiltFiles
  /** First 16 hex digits of the SHA-256 over the sorted list of files and their integrity. */
  hash: string
}

/** Where `ui/` lies as seen from the definition's module: built (`dist/server/plugin.js`), packed, or from source. */
const PLACES = ['./ui/', '../ui/', './dist/ui/', '../dist/ui/']

/** @returns null when the plugin has no built screens */
export function pluginBuild({ id, base }: PluginDefinition): PluginBuild | null {
  for (const place of PLACES) {
    const folder = fileURLToPath(new URL(place, base))
    const list = `${folder}files.json`
    if (!existsSync(list)) continue
    const files = filesShape.parse(JSON.parse(readFileSync(list, 'utf8')))
    return { plugin: id, folder, files, hash: buildHash(files) }
  }
  return null
}

export function buildHash(files: BuiltFiles): string {
  const list = Object.entries(files)
    .map(([file, { integrity }]) => `${file} ${integrity}`)
    .toSorted()
  return createHash('sha256').update(list.join('\n')).digest('hex').slice(0, 16)
}

/** `./elements/problems-card.ts` → `problems-card.js` */
export const builtName = (module: string): string => (module.split('/').at(-1) ?? '').replace(/\.(ts|js)$/, '.js')

export const moduleUrl = ({ plugin, hash }: PluginBuild, file: string): string => `/plugins/${plugin}/${hash}/${file}`

/** What a module imports within its build, directly or not, itself left out. */
export function importsOf({ files }: PluginBuild, file: string): string[] {
  const found = new Set<string>()
  const visit = (name: string): void => {
    for (const each of files[name]?.imports ?? []) {
      if (each === file || found.has(each) || !files[each]) continue
      found.add(each)
      visit(each)
    }
  }
  visit(file)
  return [...found]
}
