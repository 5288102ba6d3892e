// `npm start`: installs and builds what is missing, makes the demo clinic at the first run, serves.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, checkNode, install, root } from './prepare.mjs'

checkNode()
install()
build()
const { main } = await import(pathToFileURL(join(root, 'core', 'bundle', 'main.js')).href)
const code = await main(['demo', ...process.argv.slice(2)])
if (code !== undefined) process.exitCode = code
