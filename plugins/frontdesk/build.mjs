import { buildPlugin } from '@tessera/sdk/build'
import { frontdesk } from './dist/server/plugin.js'

await buildPlugin({
  root: import.meta.dirname,
  server: 'dist/server/plugin.js',
  entries: frontdesk().contributes.flatMap(({ module }) => module ?? []),
})
