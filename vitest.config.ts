import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      'sdk/plugin',
      'sdk/print',
      'sdk/hl7v2',
      'sdk/testing',
      'sdk/testing/vitest.browser.config.ts',
      'core',
      'web-components',
      'plugins/*',
      'plugins/*/vitest.browser.config.ts',
      'examples/*',
      'bench',
    ],
    reporters: ['default', './scripts/closing-line.mjs'],
    maxWorkers: 2,
  },
})
