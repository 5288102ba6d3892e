import type { ServerDefinition } from '@tessera/sdk'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { ROOT } from '../installation.js'
import { DefinitionError } from './definition-check.js'

const shape = z.object({
  ui: z.string().min(1),
  plugins: z.array(
    z.object({ id: z.string(), version: z.string(), title: z.string(), access: z.array(z.string()), base: z.string() }),
  ),
})

/**
 * Loads the built `tessera.config`, whose default export is made with `defineServer`.
 *
 * @param file path of the built module
 * @throws DefinitionError naming the file when it is missing or exports something else
 */
export async function loadDefinition(file: string): Promise<ServerDefinition> {
  if (!existsSync(file))
    throw new DefinitionError([`${file} is not there: run npm run build, or name another file in TESSERA_CONFIG`])
  const module: { default?: unknown } = await import(pathToFileURL(file).href)
  const checked = shape.safeParse(module.default)
  if (!checked.success) {
    const [issue] = checked.error.issues
    throw new DefinitionError([
      `${file} must export defineServer({ ui, plugins }) by default: ${issue?.path.join('.') || 'export'}: ${issue?.message}`,
    ])
  }
  // the schema looked at what the host needs first; definition-check.ts looks at the rest
  return module.default as ServerDefinition
}

/** The demo clinic's configuration, where this repository builds it. */
export const defaultDefinitionFile = (): string => join(ROOT, 'examples', 'demo-clinic', 'dist', 'tessera.config.js')
