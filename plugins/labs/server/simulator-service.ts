import type { PluginContext } from '@tessera/sdk'
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { LabLines } from './lab-lines.js'

/** Seen from the bundled and the compiled package; from the sources the built one is taken. */
const PROGRAMS = ['../server/simulator/main.js', '../simulator/main.js', '../dist/server/simulator/main.js']

/**
 * Runs the laboratory simulator as a process of its own until `signal` aborts, and names it among the laboratories of
 * the clinic.
 *
 * @param replyPort where the clinic takes HL7 v2, once it does
 */
export async function runSimulator(
  ctx: PluginContext,
  lines: LabLines,
  replyPort: () => number | undefined,
  signal: AbortSignal,
): Promise<void> {
  const program = PROGRAMS.map((path) => fileURLToPath(new URL(path, import.meta.url))).find((path) => existsSync(path))
  if (!program) throw new Error('the simulator is not built')
  let port = replyPort()
  for (; port === undefined && !signal.aborted; port = replyPort()) await wait(50)
  if (port === undefined || signal.aborted) return
  const child = spawn(process.execPath, [program, '--port', '0', '--reply-to', `127.0.0.1:${port}`], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: {},
  })
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => (signal.aborted ? resolve() : reject(new Error(`the simulator ended with ${code}`))))
  })
  const stop = (): void => void child.kill('SIGTERM')
  signal.addEventListener('abort', stop, { once: true })
  let remove: (() => void) | undefined
  createInterface({ input: child.stdout }).once('line', (line) => {
    // the simulator's own first line
    const { port: own } = JSON.parse(line) as { port: number }
    remove = lines.add(ctx.clinic.slug, {
      id: 'simulator',
      name: 'Maple Street lab',
      host: '127.0.0.1',
      port: own,
      application: 'SIMLAB',
      facility: 'Maple Street lab',
    })
    ctx.log.info('the laboratory simulator runs', { port: own })
  })
  try {
    await ended
  } finally {
    signal.removeEventListener('abort', stop)
    remove?.()
  }
}
