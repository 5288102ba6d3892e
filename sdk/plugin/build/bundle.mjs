/**
 * Writes `dist/bundle/`: the SDK in one file and zod in another. The server and the bundled plugins import them from here, so
 * that each is loaded once. Of zod's languages only English is in it: a server's zod can speak but one at a time, and no
 * plugin may choose it for the others.
 */
import { fileURLToPath } from 'node:url'
import { bundleServer } from './bundle-server.mjs'

const english = {
  name: 'tessera:english',
  enforce: 'pre',
  resolveId: (id) => (id.endsWith('/locales/index.js') ? '\0english' : undefined),
  load: (id) => (id === '\0english' ? `export { default as en } from 'zod/v4/locales/en.js'` : undefined),
}

await bundleServer({
  root: fileURLToPath(new URL('../', import.meta.url)),
  outDir: 'dist/bundle',
  input: { index: 'dist/index.js', zod: fileURLToPath(import.meta.resolve('zod')) },
  plugins: [english],
})
