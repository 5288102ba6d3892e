import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { median } from '../statistics.js'

/** Ms that one append of 4 KB takes until it is on the disk: the p50 of 200. */
export function syncTime(folder: string): number {
  const file = openSync(join(folder, 'sync-time'), 'w')
  const page = Buffer.alloc(4096, 7)
  const times: number[] = []
  for (let count = 0; count < 200; count++) {
    const started = performance.now()
    writeSync(file, page)
    fdatasyncSync(file)
    times.push(performance.now() - started)
  }
  closeSync(file)
  return median(times)
}
