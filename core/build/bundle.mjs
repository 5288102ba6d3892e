/**
 * Bundles the compiled command line and its threads into `core/bundle`: loading some ten files instead of three hundred
 * halves the start. `dist` stays what libraries and tests import; the bundle is what `bin/tessera.js` runs.
 *
 * Left out of it: native and lazily loaded packages, and the SDK, of which plugins must meet the same instance.
 */
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const core = fileURLToPath(new URL('../', import.meta.url))
const external = [
  /^node:/,
  'libsql',
  /^@libsql\//,
  /^better-auth/,
  /^@better-auth\//,
  /^drizzle-orm/,
  /^@tessera\//,
  'saxes',
]

rmSync(`${core}bundle`, { recursive: true, force: true })
await build({
  root: core,
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  ssr: { noExternal: true, external: ['libsql'] },
  build: {
    ssr: true,
    outDir: 'bundle',
    target: 'node20',
    sourcemap: true,
    minify: false,
    rollupOptions: {
      input: {
        main: 'dist/cli/main.js',
        'writer-thread': 'dist/storage/libsql/writer-thread.js',
        'checkpoint-thread': 'dist/storage/libsql/checkpoint-thread.js',
      },
      external,
      preserveEntrySignatures: 'strict',
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
})
