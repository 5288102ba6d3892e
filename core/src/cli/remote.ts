import { request, type IncomingMessage } from 'node:http'
import type { Config } from '../config.js'
import { Refusal, type Issue } from '../refusal.js'
import { UsageError, type Command, type Outcome, type Progress } from './command.js'
import { socketPath } from './socket-path.js'

/** A line of the server's answer (NDJSON). */
export type Line =
  | { progress: Progress }
  | { outcome: Outcome }
  | { refused: { status: number; issues: Issue[] } }
  | { usage: string }
  | { failed: string }

/** Lets the server that holds the data folder run the command. */
export async function askServer(
  config: Config,
  words: string,
  input: object,
  tell: Parameters<Command['run']>[2],
): Promise<Outcome> {
  const answer = await post(socketPath(config.data), `/cli/${words.replaceAll(' ', '/')}`, JSON.stringify(input))
  let outcome: Outcome | undefined
  for await (const text of lines(answer)) {
    // written by cli/socket-server.ts
    const line = JSON.parse(text) as Line
    if ('progress' in line) tell(line.progress)
    else if ('outcome' in line) outcome = line.outcome
    else if ('refused' in line) throw new Refusal(line.refused.status, line.refused.issues)
    else if ('usage' in line) throw new UsageError(line.usage)
    else throw new Error(line.failed)
  }
  if (!outcome) throw new Error('the server ended before the command did')
  return outcome
}

/** Lines of a stream. (The iterator of node:readline loses what arrives before it is asked.) */
async function* lines(stream: AsyncIterable<Buffer | string>): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of stream) {
    const parts = (rest + chunk.toString()).split('\n')
    rest = parts.pop() ?? ''
    yield* parts.filter((part) => part !== '')
  }
  if (rest !== '') yield rest
}

function post(path: string, url: string, body: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
    const call = request({ socketPath: path, path: url, method: 'POST', headers }, (answer) =>
      resolve(answer.setEncoding('utf8')),
    )
    call.on('error', () => reject(new Error('the data folder is in use, but no Tessera of this user answers for it')))
    call.end(body)
  })
}
