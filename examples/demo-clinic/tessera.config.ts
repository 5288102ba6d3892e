import { charting } from '@tessera/plugin-charting'
import { defineServer } from '@tessera/sdk'

/** What `npm start` runs. A server of your own names its plugins in a file like this one (`TESSERA_CONFIG`). */
export default defineServer({
  ui: '@tessera/web-components',
  plugins: [charting()],
  demo: async () => (await import('./src/demo.js')).demo,
})
