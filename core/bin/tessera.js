#!/usr/bin/env node
import { existsSync } from 'node:fs'

const main = new URL('../dist/cli/main.js', import.meta.url)
if (!existsSync(main)) {
  process.stderr.write('tessera: run npm run build first\n')
  process.exit(2)
}
const { main: run } = await import(main.href)
const code = await run(process.argv.slice(2))
if (code !== undefined) process.exitCode = code
