import { buildPlugin } from '@tessera/sdk/build'
import { charting } from './dist/server/plugin.js'

await buildPlugin({ root: import.meta.dirname, entries: charting().contributes.map(({ module }) => module) })
