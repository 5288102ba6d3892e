#!/usr/bin/env node
import { existsSync } from 'node:fs'

// loading the database driver asks for a report of the process; without the network it takes a tenth of the time
if (process.report) process.report.excludeNetwork = true

const main = new URL('../bundle/main.js', import.meta.url)
if (!existsSync(main)) {
  process.stderr.write('tessera: run npm run build first\n')
  process.exit(2)
}
const { main: run } = await import(main.href)
const code = await run(process.argv.slice(2))
if (code !== undefined) process.exitCode = code
