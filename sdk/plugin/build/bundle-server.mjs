import { build } from 'vite'

/** What a server and its plugins must have one instance of; `zod` is a file of the SDK, `@tessera/sdk/zod`. */
const ONE_INSTANCE = [/^@tessera\/(sdk|print)(\/.*)?$/]

/**
 * Bundles compiled modules for Node: finding and opening hundreds of small files is most of what a start takes.
 *
 * @param {object} options
 * @param {string} options.root folder of the package
 * @param {Record<string, string>} options.input compiled modules, by name of the bundled one
 * @param {string} [options.outDir] default `bundle`
 * @param {readonly (string | RegExp)[]} [options.external] what else stays an import: native packages, and large ones that
 *   are loaded late
 * @param {readonly object[]} [options.plugins] of vite
 */
export async function bundleServer({ root, input, outDir = 'bundle', external = [], plugins = [] }) {
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    plugins: [oneZod, ascii, ...plugins],
    ssr: { noExternal: true, external: external.filter((each) => typeof each === 'string') },
    build: {
      ssr: true,
      outDir,
      emptyOutDir: true,
      target: 'node20',
      sourcemap: true,
      minify: false,
      rolldownOptions: {
        input,
        external: [...ONE_INSTANCE, ...external],
        preserveEntrySignatures: 'strict',
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  })
}

const oneZod = {
  name: 'tessera:one-zod',
  enforce: 'pre',
  resolveId: (id) => (id === 'zod' || id === 'zod/v4' ? { id: '@tessera/sdk/zod', external: true } : undefined),
}

/** Source of nothing but ASCII takes half the memory of other source, and is compiled faster. */
const ascii = {
  name: 'tessera:ascii',
  generateBundle(_, output) {
    for (const each of Object.values(output)) {
      if (each.type !== 'chunk') continue
      each.code = each.code.replace(/[^\0-\x7f]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
    }
  },
}
