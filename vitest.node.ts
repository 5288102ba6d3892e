import { defineProject } from 'vitest/config'

/** A package whose tests run in Node, from the sources. */
export const nodeProject = (name: string) =>
  defineProject({
    resolve: { conditions: ['tessera-src'] },
    ssr: { resolve: { conditions: ['tessera-src', 'node', 'import', 'module', 'default'] } },
    test: {
      name,
      environment: 'node',
      include: ['**/*.test.ts'],
      exclude: ['**/node_modules/**', '**/dist/**', '**/elements/**'],
      testTimeout: 60_000,
      hookTimeout: 60_000,
      // a busy machine is slow, not wrong
      expect: { poll: { timeout: 20_000 } },
      setupFiles: [new URL('./scripts/test-setup.ts', import.meta.url).pathname],
    },
  })
