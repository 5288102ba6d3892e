import { frame, isProblem, MllpDecoder, parseMessage } from '@tessera/hl7v2'
import { connect } from 'node:net'

export interface SendAnswer {
  code: string
  text: string
}

/**
 * Sends one message over MLLP and waits for its acknowledgement.
 *
 * @throws Error when the line is dead, or nothing that is an acknowledgement comes in time
 */
export function sendFrame(
  to: { host: string; port: number },
  message: string,
  signal: AbortSignal,
  patience = 15_000,
): Promise<SendAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect(to.port, to.host)
    const decoder = new MllpDecoder(1024 * 1024)
    const end = (error: Error): void => {
      socket.destroy()
      reject(error)
    }
    const aborted = (): void => end(new Error('stopped'))
    signal.addEventListener('abort', aborted, { once: true })
    socket.setTimeout(patience, () => end(new Error('no acknowledgement in time')))
    socket.on('error', end)
    socket.on('close', () => {
      signal.removeEventListener('abort', aborted)
      reject(new Error('the line was closed before the acknowledgement'))
    })
    socket.on('connect', () => socket.write(frame(message)))
    socket.on('data', (chunk: Buffer) => {
      const [first] = decoder.push(chunk)
      if (!first) return
      const answer = isProblem(first) ? first : parseMessage(first.bytes)
      if (isProblem(answer)) return end(new Error(`no acknowledgement: ${answer.text}`))
      const msa = answer.segment('MSA')
      resolve({ code: msa?.value(1) ?? '', text: msa?.value(3) || (answer.segment('ERR')?.value(8) ?? '') })
      socket.end()
    })
  })
}
