import { spawnSync } from 'node:child_process'

/** Control N, in ms: node started and ended with nothing to do. */
export function nodeStart(): number {
  const started = performance.now()
  spawnSync(process.execPath, ['-e', '0'])
  return performance.now() - started
}
