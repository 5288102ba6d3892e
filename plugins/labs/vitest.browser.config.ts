import { mergeConfig } from 'vitest/config'
import { browserProject } from '../../sdk/testing/browser-project.js'

export default mergeConfig(browserProject('labs in Chromium'), { optimizeDeps: { include: ['uplot'] } })
