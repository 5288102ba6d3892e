import { rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { Hono } from 'hono'
import { stream } from 'hono/streaming'
import { makeDoor } from '../door.js'
import { Refusal } from '../refusal.js'
import type { House } from '../server.js'
import { UsageError } from './command.js'
import { COMMANDS } from './commands/index.js'
import type { Line } from './remote.js'
import { socketPath } from './socket-path.js'

/** The command line's door into a running server: a socket that only this operating-system user can open. */
export function cliApp(house: House): Hono {
  const app = new Hono()
  for (const command of COMMANDS) {
    app.post(`/cli/${command.words.replaceAll(' ', '/')}`, async (c) => {
      const input: unknown = await c.req.json()
      return stream(c, async (out) => {
        const write = (line: Line) => out.write(`${JSON.stringify(line)}\n`)
        try {
          // `read` of the same program made it
          const outcome = await command.run(house, input as object, (progress) => void write({ progress }))
          await write({ outcome })
        } catch (error) {
          await write(lineOf(error))
        }
      })
    })
  }
  return app
}

function lineOf(error: unknown): Line {
  if (error instanceof Refusal) return { refused: { status: error.status, issues: [...error.issues] } }
  if (error instanceof UsageError) return { usage: error.message }
  return { failed: error instanceof Error ? (error.stack ?? error.message) : String(error) }
}

/** Listens until closed; what a killed server left of its socket is replaced, since the lock says that nobody else is there. */
export function listenToCli(house: House): Promise<{ close(): Promise<void> }> {
  const path = socketPath(house.config.data)
  rmSync(path, { force: true })
  const server = createServer(makeDoor(cliApp(house).fetch).listener)
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, () =>
      resolve({
        close: () =>
          new Promise((done) => {
            server.close(() => {
              rmSync(path, { force: true })
              done()
            })
            server.closeIdleConnections()
          }),
      }),
    )
  })
}
