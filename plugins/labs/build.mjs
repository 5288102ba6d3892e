import { buildPlugin } from '@tessera/sdk/build'
import { labs } from './dist/server/plugin.js'

await buildPlugin({
  root: import.meta.dirname,
  server: 'dist/server/plugin.js',
  entries: labs().contributes.flatMap(({ module }) => module ?? []),
})
