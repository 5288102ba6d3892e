/**
 * Bundles the compiled command line and its threads into `core/bundle`: loading some ten files instead of three hundred
 * halves the start. `dist` stays what libraries and tests import; the bundle is what `bin/tessera.js` runs.
 *
 * Left out of it: native and lazily loaded packages, and the SDK, of which plugins must meet the same instance.
 */
import { fileURLToPath } from 'node:url'
import { bundleServer } from '@tessera/sdk/build'

await bundleServer({
  root: fileURLToPath(new URL('../', import.meta.url)),
  input: {
    main: 'dist/cli/main.js',
    'writer-thread': 'dist/storage/libsql/writer-thread.js',
    'checkpoint-thread': 'dist/storage/libsql/checkpoint-thread.js',
  },
  external: ['libsql', /^@libsql\//, /^better-auth/, /^@better-auth\//, /^drizzle-orm/, 'saxes'],
})
