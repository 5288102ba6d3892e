import { buildPlugin } from '@tessera/sdk/build'
import { labs } from './dist/server/plugin.js'

await buildPlugin({ root: import.meta.dirname, entries: labs().contributes.flatMap(({ module }) => module ?? []) })
