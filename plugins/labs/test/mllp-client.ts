import { frame, isProblem, MllpDecoder, parseMessage } from '@tessera/hl7v2'
import { connect } from 'node:net'

export interface Ack {
  code: string
  /** MSA-2 */
  controlId: string
  text: string
}

/** A sender with a line of its own: one message after the other. */
export interface Line {
  send(message: string | Uint8Array): Promise<Ack>
  close(): void
}

export async function openLine(port: number): Promise<Line> {
  const socket = connect(port, '127.0.0.1')
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
  })
  const decoder = new MllpDecoder()
  const waiting: { resolve(ack: Ack): void; reject(error: Error): void }[] = []
  const fail = (error: Error) => waiting.splice(0).forEach(({ reject }) => reject(error))
  socket.on('error', fail)
  socket.on('close', () => fail(new Error('the line was closed')))
  socket.on('data', (chunk: Buffer) => {
    for (const each of decoder.push(chunk)) {
      const answer = isProblem(each) ? each : parseMessage(each.bytes)
      if (isProblem(answer)) waiting.shift()?.reject(new Error(answer.text))
      else {
        const msa = answer.segment('MSA')
        waiting.shift()?.resolve({
          code: msa?.value(1) ?? '',
          controlId: msa?.value(2) ?? '',
          text: msa?.value(3) || (answer.segment('ERR')?.value(8) ?? ''),
        })
      }
    }
  })
  return {
    send: (message) =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject })
        socket.write(frame(message))
      }),
    close: () => socket.destroy(),
  }
}
