import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CORE } from './installation.js'

const manifest = JSON.parse(readFileSync(join(CORE, 'package.json'), 'utf8')) as { version: string }

/** Version of this program. */
export const VERSION: string = manifest.version
