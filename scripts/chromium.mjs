// Finds the Chromium that the browser tests drive; installs Debian's where that is possible.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'msedge', 'microsoft-edge']

/** Path of a Chromium, or null. */
export function findChromium() {
  const named = process.env.CHROMIUM_PATH
  if (named) return existsSync(named) ? named : null
  for (const folder of (process.env.PATH ?? '').split(delimiter))
    for (const name of NAMES) if (existsSync(join(folder, name))) return join(folder, name)
  return null
}

/** Path of a Chromium; as root on Debian it is installed; else one line says how, and the tests fail. */
export function needChromium() {
  const found = findChromium()
  if (found) return found
  if (!process.env.CHROMIUM_PATH && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    process.stderr.write('Installing chromium (apt-get) for the browser tests …\n')
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    for (const args of [
      ['update', '-qq'],
      ['install', '-y', '-qq', 'chromium'],
    ]) {
      spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=400', ...args], { stdio: ['ignore', 'ignore', 2], env })
    }
    const installed = findChromium()
    if (installed) return installed
  }
  process.stderr.write(
    'The browser tests need Chromium: install it (Debian: apt-get install chromium) or name it in CHROMIUM_PATH.\n',
  )
  process.exit(1)
}
