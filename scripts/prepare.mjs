// First steps of `npm start` and `npm test` on any machine with Node and npm: nothing but Node's own modules is used here.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const say = (text) => process.stderr.write(`${text}\n`)

/** Ends with one line when Node is too old. */
export function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if ((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22) return
  say(`Tessera needs Node 20.19, 22.12 or newer; this is ${process.versions.node}.`)
  process.exit(1)
}

/** Installs what the lock file names, if that has not been done for this very lock file. */
export function install() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  const mark = join(root, 'node_modules', '.tessera-installed')
  if (existsSync(mark) && readFileSync(mark, 'utf8') === lock) return
  if (!existsSync(join(root, 'node_modules', '.package-lock.json')) || existsSync(mark)) {
    say('Installing packages (npm ci) …')
    run('npm', ['ci', '--no-audit', '--no-fund'])
  }
  writeFileSync(mark, lock)
}

/** Builds if a source is newer than the last build; asking costs a few milliseconds. */
export function build() {
  const mark = join(root, 'node_modules', '.cache', 'tessera-built')
  const built = existsSync(mark) ? statSync(mark).mtimeMs : 0
  if (built > newest() && outputs.every((path) => existsSync(join(root, path)))) return
  say('Building …')
  const started = Date.now()
  run(
    process.execPath,
    [join(root, 'node_modules', 'turbo', 'bin', 'turbo'), 'run', 'build', '--output-logs=errors-only'],
    {
      TURBO_TELEMETRY_DISABLED: '1',
      TURBO_NO_UPDATE_NOTIFIER: '1',
    },
  )
  mkdirSync(dirname(mark), { recursive: true })
  writeFileSync(mark, '')
  say(`Built in ${((Date.now() - started) / 1000).toFixed(1)} s.`)
}

const outputs = [
  'sdk/plugin/dist/bundle/index.js',
  'core/bundle/main.js',
  'core/dist/storage/libsql/writer-thread.js',
  'web-components/dist/manifest.json',
  'plugins/charting/dist/bundle/plugin.js',
  'plugins/charting/dist/ui/files.json',
  'examples/demo-clinic/dist/tessera.config.js',
]
const skipped = new Set(['node_modules', 'dist', 'bundle', 'generated', '.git', '.turbo', 'data', 'docs', '.ci'])

/** Time of the newest source file, in ms. */
function newest(folder = root) {
  let latest = 0
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (skipped.has(entry.name)) continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) latest = Math.max(latest, newest(path))
    else if (/\.(ts|mjs|js|json|css|svg|html)$/.test(entry.name) && !/\.test\.ts$/.test(entry.name))
      latest = Math.max(latest, statSync(path).mtimeMs)
  }
  return latest
}

/** Runs a command to its end; its failure is ours. */
export function run(command, args, env = {}) {
  const done = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
  })
  if (done.status !== 0) {
    say(`${command} ${args.slice(0, 2).join(' ')} failed.`)
    process.exit(1)
  }
}
