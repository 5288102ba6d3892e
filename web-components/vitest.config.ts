import { browserProject } from '../sdk/testing/browser-project.js'

const project = browserProject('web-components', ['src/**/*.test.ts'])
const directives = ['if-defined', 'keyed', 'live', 'repeat'].map((name) => `lit/directives/${name}.js`)
const { TESSERA_TEST_SEED: seed, TESSERA_TEST_DEPTH: depth } = process.env

export default {
  ...project,
  // Found before the first test, since a dependency found later reloads the page under it.
  optimizeDeps: {
    include: [
      'axe-core',
      'fast-check',
      'lit',
      'lit/decorators.js',
      'lit/directive.js',
      ...directives,
      '@lit/context',
      '@lit/localize',
    ],
  },
  define: { 'globalThis.TESSERA_TEST': JSON.stringify({ seed, depth }) },
  test: { ...project.test, setupFiles: ['src/test/setup.ts'] },
}
