// `npm run bench`: installs and builds what is missing, then measures. `-- --json` ends with the result as JSON.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, checkNode, install, root, run } from './prepare.mjs'

checkNode()
install()
build()
run(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-b', 'bench'])
await import(pathToFileURL(join(root, 'bench', 'dist', 'main.js')).href)
