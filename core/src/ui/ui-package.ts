import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { z } from 'zod'

const file = z.object({ file: z.string(), integrity: z.string() })
const dep = z.object({ url: z.string(), integrity: z.string() })
const entry = file.extend({ deps: z.array(dep) })

/** `dist/manifest.json` of the package that ships the shell (`web-components/README.md`). */
const manifestShape = z.object({
  version: z.string(),
  importMap: z.object({ imports: z.record(z.string(), z.string()), integrity: z.record(z.string(), z.string()) }),
  host: z.object({ shell: entry, login: entry }),
  theme: file,
  css: z.array(file),
  fonts: z.array(z.object({ file: z.string() })),
  icon: z.object({ file: z.string() }).optional(),
})

export type UiManifest = z.infer<typeof manifestShape>

export interface UiPackage {
  manifest: UiManifest
  /** Folders `shared` and `host` are in here. */
  dist: string
}

/**
 * Finds the package that ships the staff shell. Core never imports it, it reads its manifest.
 *
 * @param name as in `defineServer({ ui })`
 * @param from modules from which the name may be resolved, in order: the configuration, the working folder, core
 * @returns null when it isn't there or isn't built
 * @throws Error when its manifest isn't what this server understands
 */
export function findUiPackage(name: string, from: readonly string[]): UiPackage | null {
  for (const place of from) {
    const path = resolved(name, place)
    if (!path || !existsSync(path)) continue
    const parsed = manifestShape.safeParse(JSON.parse(readFileSync(path, 'utf8')))
    if (!parsed.success) throw new Error(`${path}: ${z.prettifyError(parsed.error)}`)
    return { manifest: parsed.data, dist: dirname(path) }
  }
  return null
}

function resolved(name: string, from: string): string | null {
  try {
    return createRequire(from.startsWith('file:') ? from : join(from)).resolve(`${name}/manifest.json`)
  } catch {
    return null
  }
}
