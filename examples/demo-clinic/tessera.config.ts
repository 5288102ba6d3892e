import { charting } from '@tessera/plugin-charting'
import { frontdesk } from '@tessera/plugin-frontdesk'
import { labs } from '@tessera/plugin-labs'
import { defineServer } from '@tessera/sdk'

const mllpPort = Number(process.env.TESSERA_MLLP_PORT ?? 0)

/** What `npm start` runs. A server of your own names its plugins in a file like this one (`TESSERA_CONFIG`). */
export default defineServer({
  ui: '@tessera/web-components',
  plugins: [charting(), frontdesk(), labs({ simulator: true, ...(mllpPort ? { mllpPort } : {}) })],
  demo: async () => (await import('./src/demo.js')).demo,
})
