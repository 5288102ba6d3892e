import { fork } from 'node:child_process'

/** Starts control H's server. @returns its port */
export function startHello(): Promise<{ port: number; close(): void }> {
  const child = fork(new URL('./hello-server.js', import.meta.url))
  return new Promise((opened, failed) => {
    child.once('error', failed)
    child.once('message', (port: number) => opened({ port, close: () => child.disconnect() }))
  })
}
