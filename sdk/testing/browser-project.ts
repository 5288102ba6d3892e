import { playwright } from '@vitest/browser-playwright'
import { defineProject } from 'vitest/config'

/**
 * A vitest project whose tests run in a real Chromium, from the sources: the tests beside elements.
 *
 * @param include default `elements/**`
 */
export const browserProject = (name: string, include: string[] = ['**/elements/**/*.test.ts']) =>
  defineProject({
    resolve: { conditions: ['tessera-src'] },
    // found before the first test, since a dependency found later reloads the page under it
    optimizeDeps: { include: ['axe-core', 'lit', 'lit/decorators.js', '@lit/context', '@lit/task', '@lit/localize'] },
    test: {
      name,
      include,
      exclude: ['**/node_modules/**', '**/dist/**'],
      testTimeout: 60_000,
      hookTimeout: 60_000,
      expect: { poll: { timeout: 20_000 } },
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider: playwright({
          launchOptions: {
            executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
            args: ['--no-sandbox'],
          },
        }),
        instances: [{ browser: 'chromium' }],
      },
    },
  })
