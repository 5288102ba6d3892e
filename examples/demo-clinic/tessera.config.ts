import { charting } from '@tessera/plugin-charting'
import { defineServer } from '@tessera/sdk'

export default defineServer({ ui: '@tessera/web-components', plugins: [charting()] })
