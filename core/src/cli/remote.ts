import { request } from 'node:http'
import { createInterface } from 'node:readline'
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
export async function askServer(config: Config, words: string, input: object, tell: Parameters<Command['run']>[2]): Promise<Outcome> {
  const lines = await post(socketPath(config.data), `/cli/${words.replaceAll(' ', '/')}`, JSON.stringify(input))
  let outcome: Outcome | undefined
  for await (const text of lines) {
    if (text === '') continue
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

function post(path: string, url: string, body: string): Promise<AsyncIterable<string>> {
  return new Promise((resolve, reject) => {
    const call = request({ socketPath: path, path: url, method: 'POST', headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) } }, (answer) =>
      resolve(createInterface({ input: answer, crlfDelay: Infinity })),
    )
    call.on('error', () => reject(new Error('the data folder is in use, but no Tessera of this user answers for it')))
    call.end(body)
  })
}
