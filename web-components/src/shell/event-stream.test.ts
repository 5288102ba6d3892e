import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { until } from '../test/mount.js'
import { listenToClinic, type StreamEvent } from './event-stream.js'

class FakeSource extends EventTarget {
  static opened: FakeSource[] = []
  static readonly CLOSED = 2
  readyState = 1
  onopen?: () => void
  onerror?: () => void
  constructor(readonly url: string) {
    super()
    FakeSource.opened.push(this)
  }
  close(): void {
    this.readyState = 2
  }
  tell(name: string, data = '{}'): void {
    this.dispatchEvent(new MessageEvent(name, { data }))
  }
}

let stops: AbortController[]
beforeEach(() => {
  FakeSource.opened = []
  stops = []
  vi.stubGlobal('EventSource', FakeSource)
})
afterEach(() => {
  for (const stop of stops) stop.abort()
  vi.unstubAllGlobals()
})

function tab(base: string) {
  const stop = new AbortController()
  stops.push(stop)
  const heard: StreamEvent[] = []
  listenToClinic(base, (event) => void heard.push(event), stop.signal)
  return { heard, close: () => stop.abort() }
}

test('eight tabs share one stream and all hear what it tells', async () => {
  const tabs = Array.from({ length: 8 }, () => tab('/clinics/eight'))
  const source = await until(() => FakeSource.opened[0])
  source.tell('change', '{"type":"Condition","id":"c1","patient":"Patient/p1","version":2}')
  for (const { heard } of tabs) await until(() => heard.length === 1)
  expect(tabs[7]?.heard).toEqual([{ name: 'change', type: 'Condition', id: 'c1', patient: 'p1', version: 2 }])
  expect(FakeSource.opened).toHaveLength(1)
})

test('when the tab that listens closes, the next one takes over', async () => {
  const first = tab('/clinics/next')
  await until(() => FakeSource.opened.length === 1)
  const second = tab('/clinics/next')
  first.close()
  const source = await until(() => FakeSource.opened[1])
  expect(FakeSource.opened[0]?.readyState).toBe(2)
  source.tell('registry')
  await until(() => second.heard.length === 1)
})

test('after an interruption everybody is told that something may have been missed', async () => {
  const { heard } = tab('/clinics/gap')
  const source = await until(() => FakeSource.opened[0])
  source.onopen?.()
  source.onerror?.()
  source.onopen?.()
  expect(heard).toEqual([{ name: 'resync' }])
})

test('what isn’t an event of ours is passed over', async () => {
  const { heard } = tab('/clinics/odd')
  const source = await until(() => FakeSource.opened[0])
  for (const data of ['', 'null', '{"type":1,"id":2}', '<x>']) source.tell('change', data)
  expect(heard).toEqual([])
})
