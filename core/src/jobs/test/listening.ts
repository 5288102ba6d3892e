import type { Caller } from '@tessera/testing'

export interface Heard {
  event: string
  data: Record<string, unknown>
}

export interface Listening {
  heard: Heard[]
  /** Of one kind, without what only says when. */
  of(event: string): Record<string, unknown>[]
  stop(): void
}

/** Opens `/ui/events` as a browser does; resolves when the stream is open. */
export async function listen(who: Caller): Promise<Listening> {
  const gone = new AbortController()
  const answer = await who.fetch('ui/events', { signal: gone.signal })
  if (!answer.ok || !answer.body) throw new Error(`no stream: ${answer.status}`)
  const heard: Heard[] = []
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader()
  let opened = () => {}
  const open = new Promise<void>((resolve) => (opened = resolve))
  void (async () => {
    let text = ''
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      opened()
      text += value
      const messages = text.split('\n\n')
      text = messages.pop() ?? ''
      for (const message of messages) {
        const [, event = '', data = '{}'] = /^event: (.*)\ndata: (.*)$/.exec(message) ?? []
        // our own server's message
        if (event !== '') heard.push({ event, data: JSON.parse(data) as Record<string, unknown> })
      }
    }
  })().catch(() => undefined)
  await open
  return {
    heard,
    of: (event) => heard.filter((each) => each.event === event).map(({ data }) => data),
    stop: () => gone.abort(),
  }
}
