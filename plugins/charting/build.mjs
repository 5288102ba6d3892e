import { buildPlugin } from '@tessera/sdk/build'
import { charting } from './dist/server/plugin.js'

await buildPlugin({
  root: import.meta.dirname,
  server: 'dist/server/plugin.js',
  entries: charting().contributes.map(({ module }) => module),
})
