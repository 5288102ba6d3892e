/**
 * Builds what the browser loads, in two passes: the shared runtime (each specifier of the import map, common code in
 * shared chunks, so that there is one Lit), then shell and sign-in with those specifiers left to the import map.
 * Writes `dist/manifest.json`, a `.br` beside each file, and fails when a budget is exceeded.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants } from 'node:zlib'
import { build } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')
const require = createRequire(import.meta.url)
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

const LIT = [
  'lit',
  'lit/decorators.js',
  ...['cache', 'class-map', 'guard', 'if-defined', 'keyed', 'live', 'ref', 'repeat', 'style-map', 'until', 'when'].map((name) => `lit/directives/${name}.js`),
  '@lit/context',
  '@lit/localize',
  '@lit/task',
]
const OWN = '@tessera/web-components'
const SDK = '@tessera/sdk'
const SHARED = [...LIT, SDK, OWN]

/** What every element needs, in one chunk: small files compress badly. */
const LIT_CORE = /node_modules\/(@lit\/(reactive-element|context|localize)\/|lit-element\/|lit\/(index|decorators)|lit-html\/(lit-html|is-server|directive)\.js)/

/**
 * Brotli kilobytes. `runtime`: Lit and its companions, what any element stands on. `page`: runtime, base elements and
 * shell, all that the staff app loads before a plugin (14 + 25 of research/frontend.md §5). `icons`: the icon set.
 */
const BUDGETS = { runtime: 14, page: 39, icons: 5 }

const started = performance.now()
for (const folder of ['shared', 'host']) rmSync(join(dist, folder), { recursive: true, force: true })

const common = {
  root,
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  resolve: { conditions: ['tessera-src', 'browser', 'module', 'import', 'default'] },
}
const output = (extra) => ({
  target: 'es2022',
  minify: 'oxc',
  modulePreload: false,
  emptyOutDir: true,
  reportCompressedSize: false,
  assetsInlineLimit: 0,
  ...extra,
})
const minify = { compress: true, mangle: true, codegen: { removeWhitespace: true } }

const shared = await build({
  ...common,
  plugins: [onlyHostKey(), smallTemplates()],
  build: output({
    outDir: 'dist/shared',
    rollupOptions: {
      input: Object.fromEntries(SHARED.map((specifier) => [fileName(specifier), specifier === OWN ? join(root, 'src/index.ts') : specifier])),
      preserveEntrySignatures: 'strict',
      output: { entryFileNames: '[name]-[hash].js', chunkFileNames: 'c-[hash].js', minify, codeSplitting: { groups: [{ name: 'lit', test: LIT_CORE }] } },
    },
  }),
})

const host = await build({
  ...common,
  plugins: [sharedStaysOutside(), smallTemplates()],
  build: output({
    outDir: 'dist/host',
    rollupOptions: {
      input: { shell: join(root, 'src/shell/main.ts'), login: join(root, 'src/pages/login/main.ts') },
      external: (id) => SHARED.includes(id),
      preserveEntrySignatures: 'strict',
      output: { entryFileNames: '[name]-[hash].js', chunkFileNames: 'c-[hash].js', minify },
    },
  }),
})

const graph = new Map([...modulesOf(shared, '/_shared/'), ...modulesOf(host, '/_host/')])
const entryUrl = Object.fromEntries(SHARED.map((specifier) => [specifier, urlOf(shared, '/_shared/', fileName(specifier))]))
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

/** In the browser `@tessera/sdk` is the host's key alone: what defines plugins runs on the server. */
function onlyHostKey() {
  const id = '\0tessera-sdk'
  return {
    name: 'tessera-sdk',
    enforce: 'pre',
    resolveId: (source, importer) => (source === SDK && importer !== id ? id : undefined),
    load: (each) => (each === id ? `export { HOST_CONTEXT } from '${SDK}'` : undefined),
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
      const shares = new Set(shared.output.flatMap((chunk) => Object.keys(chunk.modules ?? {})).filter((id) => id.startsWith(join(root, 'src'))))
      const twice = Object.values(bundle).flatMap((chunk) => Object.keys(chunk.modules ?? {})).filter((id) => shares.has(id))
      if (twice.length > 0) this.error(`import these from src/index.ts, they are part of the shared runtime: ${twice.join(', ')}`)
    },
  }
}

/** Takes indents out of templates, and spaces out of css`` ones: no minifier looks into them. */
function smallTemplates() {
  const css = (text) => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\s+/g, ' ').replace(/ ?([{};,>]) ?/g, '$1').replace(/;}/g, '}').replace(/([a-z]): /g, '$1:').trim()
  return {
    name: 'tessera-small-templates',
    transform: {
      order: 'post',
      handler: (code, id) => (/\/web-components\/src\/.*\.ts$/.test(id) ? { code: code.replace(/css`([^`]*)`/g, (_, text) => `css\`${css(text)}\``).replace(/\n\s+/g, '\n'), map: null } : undefined),
    },
  }
}

function fileName(specifier) {
  return specifier.replace(/^@/, '').replace(/\.js$/, '').replace(/\//g, '-')
}

function modulesOf(result, base) {
  return result.output
    .filter((chunk) => chunk.type === 'chunk')
    .map((chunk) => [
      `${base}${chunk.fileName}`,
      {
        file: chunk.fileName,
        name: chunk.isEntry ? chunk.name : undefined,
        integrity: integrityOf(readFileSync(join(dist, base === '/_shared/' ? 'shared' : 'host', chunk.fileName))),
        imports: chunk.imports.map((each) => (SHARED.includes(each) ? { specifier: each } : { url: `${base}${each}` })),
        modules: Object.keys(chunk.modules),
      },
    ])
}

function urlOf(result, base, name) {
  const entry = result.output.find((chunk) => chunk.type === 'chunk' && chunk.isEntry && chunk.name === name)
  if (!entry) throw new Error(`no entry ${name}`)
  return `${base}${entry.fileName}`
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
  const url = urlOf(host, '/_host/', name)
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
  const small = style.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\s+/g, ' ').replace(/ ?([{};]) ?/g, '$1').trim()
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
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } })
}

function compress(folder) {
  for (const file of readdirSync(folder)) if (/\.(js|css|svg)$/.test(file)) writeFileSync(join(folder, `${file}.br`), brotli(readFileSync(join(folder, file))))
}

function report() {
  const kilobytes = (urls) => urls.reduce((sum, url) => sum + readFileSync(join(dist, `${url.replace('/_shared/', 'shared/').replace('/_host/', 'host/')}.br`)).length, 0) / 1024
  const icons = iconsUrl()
  const all = [`/_host/${manifest.host.shell.file}`, ...manifest.host.shell.deps.map(({ url }) => url)].filter((url) => url !== icons)
  const sizes = {
    runtime: kilobytes(all.filter((url) => url.startsWith('/_shared/') && url !== entryUrl[OWN])),
    page: kilobytes(all),
    icons: kilobytes([icons]),
  }
  const lines = Object.entries(sizes).map(([name, size]) => `${name} ${size.toFixed(1)} of ${BUDGETS[name]} kB br`)
  const login = kilobytes([`/_host/${manifest.host.login.file}`, ...manifest.host.login.deps.map(({ url }) => url)])
  console.log(`web-components: ${lines.join(', ')}; sign-in in all ${login.toFixed(1)}; ${((performance.now() - started) / 1000).toFixed(1)} s`)
  const over = Object.entries(sizes).filter(([name, size]) => size > BUDGETS[name])
  if (over.length > 0) {
    console.error(`over budget: ${over.map(([name]) => name).join(', ')}`)
    process.exitCode = 1
  }
}
