/**
 * Builds what the browser loads: Lit with its companions as one module (every `lit…` specifier of the import map leads
 * to it, so there is one Lit and one request), then the base elements, then shell and sign-in, each with what came
 * before left to the import map. Writes `dist/manifest.json`, a `.br` beside each file, and fails when a budget is
 * exceeded.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants } from 'node:zlib'
import { build } from 'vite'
import { iconModule } from './icons.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')
const require = createRequire(import.meta.url)
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

const LIT = [
  'lit',
  'lit/decorators.js',
  'lit/directive.js',
  ...['cache', 'class-map', 'guard', 'if-defined', 'keyed', 'live', 'ref', 'repeat', 'style-map', 'until', 'when'].map(
    (name) => `lit/directives/${name}.js`,
  ),
  '@lit/context',
  '@lit/localize',
  '@lit/task',
]
const OWN = '@tessera/web-components'
const SDK = '@tessera/sdk'
const SHARED = [...LIT, SDK, OWN]

/**
 * Brotli kilobytes. `runtime`: Lit and its companions, what any element stands on. `page`: runtime, base elements and
 * shell, all that the staff app loads before a plugin (14 + 25 of research/frontend.md §5, and 4 for panels, presence
 * and notices, which are there from the first view on). `icons`: the icon set.
 */
const BUDGETS = { runtime: 14, page: 43, icons: 5 }

const started = performance.now()
for (const folder of ['shared', 'host']) rmSync(join(dist, folder), { recursive: true, force: true })

const dense = (text) => text.replace(/[\s'"]/g, '')
if (dense(readFileSync(join(root, 'src/elements/icon/icons.ts'), 'utf8')) !== dense(iconModule()))
  throw new Error('src/elements/icon/icons.ts is not what lucide-static gives: run node build/icons.mjs')

const lit = await pass('shared', {
  lit: entry(
    'lit',
    LIT.map((specifier) => `export * from '${specifier}'`),
  ),
})
const elements = await pass(
  'shared',
  {
    'web-components': entry('elements', [
      `export * from '${join(root, 'src/index.ts')}'`,
      `export { HOST_CONTEXT } from '${SDK}'`,
    ]),
  },
  LIT,
)
const host = await pass(
  'host',
  { shell: join(root, 'src/shell/main.ts'), login: join(root, 'src/pages/login/main.ts') },
  SHARED,
  [sharedStaysOutside()],
)
await checkExports()

const graph = new Map([...modulesOf(lit, 'shared'), ...modulesOf(elements, 'shared'), ...modulesOf(host, 'host')])
const entryUrl = Object.fromEntries(
  SHARED.map((specifier) => [
    specifier,
    LIT.includes(specifier) ? urlOf(lit, 'shared', 'lit') : urlOf(elements, 'shared', 'web-components'),
  ]),
)
const assets = writeAssets()
const manifest = {
  version,
  shared: Object.fromEntries(SHARED.map((specifier) => [specifier, fileOf(entryUrl[specifier])])),
  importMap: {
    imports: entryUrl,
    integrity: Object.fromEntries([...graph].map(([url, { integrity }]) => [url, integrity])),
  },
  host: { shell: page('shell'), login: page('login') },
  ...assets,
}
writeFileSync(join(dist, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
compress(join(dist, 'shared'))
compress(join(dist, 'host'))
report()

/** One run of vite into `dist/<folder>`. */
function pass(folder, input, external = [], plugins = []) {
  return build({
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    resolve: { conditions: ['tessera-src', 'browser', 'module', 'import', 'default'] },
    plugins: [virtualEntries(), ...plugins, smallTemplates()],
    build: {
      outDir: `dist/${folder}`,
      emptyOutDir: false,
      target: 'es2022',
      minify: 'oxc',
      modulePreload: false,
      reportCompressedSize: false,
      assetsInlineLimit: 0,
      rollupOptions: {
        input,
        external: (id) => external.includes(id),
        preserveEntrySignatures: 'strict',
        output: {
          entryFileNames: '[name]-[hash].js',
          chunkFileNames: '[name]-[hash].js',
          minify: { compress: true, mangle: true, codegen: { removeWhitespace: true } },
        },
      },
    },
  })
}

/** Names an entry that is written here and not in a file. */
function entry(name, lines) {
  return `virtual:${name}:${lines.join(';')}`
}

function virtualEntries() {
  return {
    name: 'tessera-entries',
    enforce: 'pre',
    resolveId: (source) => (source.startsWith('virtual:') ? `\0${source}` : undefined),
    load: (id) => (id.startsWith('\0virtual:') ? id.slice(id.indexOf(':', 9) + 1) : undefined),
  }
}

/** Names that two companions of Lit share would be dropped silently. */
async function checkExports() {
  const exported = lit.output.find((chunk) => chunk.isEntry).exports
  for (const specifier of LIT) {
    const missing = Object.keys(await import(specifier)).filter((name) => !exported.includes(name))
    if (missing.length > 0) throw new Error(`${specifier}: ${missing.join(', ')} would be missing in the browser`)
  }
}

/** The shell imports `src/index.ts`; in the page that is the shared module, so that each tag is defined once. */
function sharedStaysOutside() {
  const index = join(root, 'src/index.ts')
  return {
    name: 'tessera-shared-outside',
    enforce: 'pre',
    async resolveId(source, importer) {
      if (!source.startsWith('.') || !importer) return undefined
      const resolved = await this.resolve(source, importer, { skipSelf: true })
      return resolved?.id === index ? { id: OWN, external: true } : undefined
    },
    generateBundle(_, bundle) {
      const shares = new Set(
        elements.output
          .flatMap((chunk) => Object.keys(chunk.modules ?? {}))
          .filter((id) => id.startsWith(join(root, 'src'))),
      )
      const twice = Object.values(bundle)
        .flatMap((chunk) => Object.keys(chunk.modules ?? {}))
        .filter((id) => shares.has(id))
      if (twice.length > 0)
        this.error(`import these from src/index.ts, they are part of the shared runtime: ${twice.join(', ')}`)
    },
  }
}

/** Takes indents out of templates, and spaces out of css`` ones: no minifier looks into them. */
function smallTemplates() {
  const css = (text) =>
    text
      .replace(/\/\*[\s\S]*?\*\//g, '')
      .replace(/\s+/g, ' ')
      .replace(/ ?([{};,>]) ?/g, '$1')
      .replace(/;}/g, '}')
      .replace(/([a-z]): /g, '$1:')
      .trim()
  return {
    name: 'tessera-small-templates',
    transform: {
      order: 'post',
      handler: (code, id) =>
        /\/web-components\/src\/.*\.ts$/.test(id)
          ? {
              code: code.replace(/css`([^`]*)`/g, (_, text) => `css\`${css(text)}\``).replace(/\n\s+/g, '\n'),
              map: null,
            }
          : undefined,
    },
  }
}

function modulesOf(result, folder) {
  return result.output
    .filter((chunk) => chunk.type === 'chunk')
    .map((chunk) => [
      `/_${folder}/${chunk.fileName}`,
      {
        file: chunk.fileName,
        integrity: integrityOf(readFileSync(join(dist, folder, chunk.fileName))),
        imports: chunk.imports.map((each) =>
          SHARED.includes(each) ? { specifier: each } : { url: `/_${folder}/${each}` },
        ),
        modules: Object.keys(chunk.modules),
      },
    ])
}

function urlOf(result, folder, name) {
  const found = result.output.find((chunk) => chunk.type === 'chunk' && chunk.isEntry && chunk.name === name)
  if (!found) throw new Error(`no entry ${name}`)
  return `/_${folder}/${found.fileName}`
}

function iconsUrl() {
  return [...graph].find(([, { modules }]) => modules.some((id) => id.endsWith('/icon/icons.ts')))[0]
}

function fileOf(url) {
  const { file, integrity } = graph.get(url)
  return { file, integrity }
}

/** An entry with everything that it needs at once: its static imports, all the way down, and the icons. */
function page(name) {
  const url = urlOf(host, 'host', name)
  const seen = new Set()
  const walk = (each) => {
    if (seen.has(each)) return
    seen.add(each)
    for (const { specifier, url: next } of graph.get(each).imports) walk(specifier ? entryUrl[specifier] : next)
  }
  walk(url)
  walk(iconsUrl())
  seen.delete(url)
  return { ...fileOf(url), deps: [...seen].map((each) => ({ url: each, integrity: graph.get(each).integrity })) }
}

/** The page's own style sheet, fonts, icon and the theme script, named by content. */
function writeAssets() {
  const folder = join(dist, 'host')
  mkdirSync(folder, { recursive: true })
  const put = (name, bytes) => {
    const extension = extname(name)
    const file = `${name.slice(0, -extension.length)}-${createHash('sha256').update(bytes).digest('hex').slice(0, 8)}${extension}`
    writeFileSync(join(folder, file), bytes)
    return { file, integrity: integrityOf(bytes) }
  }
  const family = 'atkinson-hyperlegible-next'
  const fonts = ['latin', 'latin-ext'].map((subset) => {
    const path = require.resolve(`@fontsource-variable/${family}/files/${family}-${subset}-wght-normal.woff2`)
    return { subset, file: put(`atkinson-${subset}.woff2`, readFileSync(path)).file }
  })
  const read = (file) => readFileSync(join(root, 'src/styles', file), 'utf8')
  const faces = readFileSync(require.resolve(`@fontsource-variable/${family}/index.css`), 'utf8')
    .split('@font-face')
    .slice(1)
    .map((face) => {
      const font = fonts.find(({ subset }) => face.includes(`-${subset}-wght-normal`))
      return font ? `@font-face${face.replace(/\/\*.*$/s, '').replace(/url\([^)]*\)/, `url(/_host/${font.file})`)}` : ''
    })
  const style = `${faces.join('')}${read('tokens.css')}${read('page.css')}`
  const small = style
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};]) ?/g, '$1')
    .trim()
  return {
    theme: put('theme.js', readFileSync(join(root, 'src/pages/theme.js'))),
    css: [put('page.css', Buffer.from(small))],
    fonts: fonts.map(({ file }) => ({ file })),
    icon: { file: put('icon.svg', readFileSync(join(root, 'src/pages/icon.svg'))).file },
  }
}

function integrityOf(bytes) {
  return `sha384-${createHash('sha384').update(bytes).digest('base64')}`
}

function brotli(bytes) {
  return brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  })
}

function compress(folder) {
  for (const file of readdirSync(folder))
    if (/\.(js|css|svg)$/.test(file))
      writeFileSync(join(folder, `${file}.br`), brotli(readFileSync(join(folder, file))))
}

function report() {
  const kilobytes = (urls) =>
    urls.reduce(
      (sum, url) =>
        sum + readFileSync(join(dist, `${url.replace('/_shared/', 'shared/').replace('/_host/', 'host/')}.br`)).length,
      0,
    ) / 1024
  const icons = iconsUrl()
  const all = [`/_host/${manifest.host.shell.file}`, ...manifest.host.shell.deps.map(({ url }) => url)].filter(
    (url) => url !== icons,
  )
  const sizes = {
    runtime: kilobytes(all.filter((url) => url.startsWith('/_shared/') && url !== entryUrl[OWN])),
    page: kilobytes(all),
    icons: kilobytes([icons]),
  }
  const later = kilobytes([...graph.keys()].filter((url) => url.startsWith('/_host/define-later-')))
  const lines = Object.entries(sizes).map(([name, size]) => `${name} ${size.toFixed(1)} of ${BUDGETS[name]} kB br`)
  const login = kilobytes([`/_host/${manifest.host.login.file}`, ...manifest.host.login.deps.map(({ url }) => url)])
  console.log(
    `web-components: ${lines.join(', ')}; later ${later.toFixed(1)}; sign-in in all ${login.toFixed(1)}; ${((performance.now() - started) / 1000).toFixed(1)} s`,
  )
  const over = Object.entries(sizes).filter(([name, size]) => size > BUDGETS[name])
  if (over.length > 0) {
    console.error(`over budget: ${over.map(([name]) => name).join(', ')}`)
    process.exitCode = 1
  }
}
