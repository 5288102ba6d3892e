import { createHash } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'
import { build } from 'vite'
import { bundleServer } from './bundle-server.mjs'

export { bundleServer }

/** What the host's page shares with all plugins: never bundled, so that there is one Lit. */
export const SHARED = /^(lit(\/.*)?|@lit\/(context|task|localize)(\/.*)?|@tessera\/(web-components|sdk))$/

/**
 * Builds the screens of a plugin: one ES module for each contributed module, common code in chunks, `files.json` with
 * the integrity and the imports of each, and a `.br` beside each file. With `server`, its compiled definition and all it
 * imports become one file too, `dist/bundle/plugin.js`, which a server loads faster than a hundred.
 *
 * @param {object} options
 * @param {string} options.root folder of the plugin's package
 * @param {readonly (string | undefined)[]} options.entries sources as contributions name them, `./elements/problems-card.ts`
 * @param {string} [options.server] compiled definition, `dist/server/plugin.js`; `@tessera/sdk`, `@tessera/print` and zod
 *   stay imports
 * @param {string} [options.outDir] of the screens, default `dist/ui`
 * @returns {Promise<Record<string, { integrity: string, imports: string[] }>>} what `files.json` holds
 * @example
 * await buildPlugin({ root: import.meta.dirname, entries: charting().contributes.map(({ module }) => module) })
 */
export async function buildPlugin({ root, entries, server, outDir = 'dist/ui' }) {
  if (server) await bundleServer({ root, input: { plugin: server }, outDir: 'dist/bundle' })
  const input = inputs(root, entries)
  const out = join(root, outDir)
  await rm(out, { recursive: true, force: true })
  await mkdir(out, { recursive: true })
  const files = Object.keys(input).length === 0 ? {} : await write(out, await bundle(root, input))
  await writeFile(join(out, 'files.json'), `${JSON.stringify(files, null, 1)}\n`)
  return files
}

/** Name of the built module → source. Two sources of one name would overwrite each other. */
function inputs(root, entries) {
  const input = {}
  for (const entry of new Set(entries.filter((each) => each !== undefined))) {
    const name = basename(entry).replace(/\.(ts|js)$/, '')
    if (input[name]) throw new Error(`${entry}: another module is called ${name} too`)
    input[name] = join(root, entry)
  }
  return input
}

async function bundle(root, input) {
  const result = await build({
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    build: {
      target: 'es2022',
      write: false,
      modulePreload: false,
      minify: 'oxc',
      rolldownOptions: {
        input,
        external: SHARED,
        preserveEntrySignatures: 'strict',
        output: {
          format: 'es',
          entryFileNames: '[name].js',
          chunkFileNames: 'c-[hash].js',
          assetFileNames: '[name]-[hash][extname]',
        },
      },
    },
  })
  return (Array.isArray(result) ? result : [result]).flatMap(({ output }) => output)
}

async function write(out, output) {
  const compress = promisify(brotliCompress)
  const names = new Set(output.map(({ fileName }) => fileName))
  const files = {}
  for (const each of output.toSorted((a, b) => (a.fileName < b.fileName ? -1 : 1))) {
    const bytes = Buffer.from(each.type === 'chunk' ? each.code : each.source)
    const imports = each.type === 'chunk' ? each.imports.filter((name) => names.has(name)) : []
    files[each.fileName] = { integrity: `sha384-${createHash('sha384').update(bytes).digest('base64')}`, imports }
    await writeFile(join(out, each.fileName), bytes)
    await writeFile(
      join(out, `${each.fileName}.br`),
      await compress(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
    )
  }
  return files
}
