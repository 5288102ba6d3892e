// `npm test`: installs and builds what is missing, then runs every test file. `--deep` runs the large counts.
// Further arguments go to vitest: `npm test -- core/src/audit`.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { build, checkNode, install, root } from './prepare.mjs'
import { needChromium } from './chromium.mjs'

checkNode()
install()
build()
const args = process.argv.slice(2)
const deep = args.includes('--deep')
const seed = process.env.TESSERA_TEST_SEED ?? (deep ? String(Date.now() % 1e9) : '20260101')
const depth = deep ? 'deep' : 'ci'
process.stdout.write(`depth ${depth}, seed ${seed}\n`)
const done = spawnSync(
  process.execPath,
  [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...args.filter((each) => each !== '--deep')],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      CHROMIUM_PATH: needChromium(),
      TESSERA_TEST_DEPTH: depth,
      TESSERA_TEST_SEED: seed,
      NO_COLOR: process.env.NO_COLOR ?? '1',
    },
  },
)
process.exit(done.status ?? 1)
