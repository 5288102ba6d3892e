import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { clear } from '../test/mount.js'
import { chartPath, parseRoute, startRouter, type Route, type Router } from './router.js'

const base = '/clinics/demo'
const before = location.href

test.each<[string, Route]>([
  ['/clinics/demo/', { name: 'patients' }],
  ['/clinics/demo/patients', { name: 'patients' }],
  ['/clinics/demo/patients/p1', { name: 'chart', patient: 'p1' }],
  ['/clinics/demo/patients/p1/', { name: 'chart', patient: 'p1' }],
  ['/clinics/demo/patients/p1/problems', { name: 'chart', patient: 'p1', tab: 'problems' }],
  ['/clinics/demo/patients/p1/problems/c1/edit', { name: 'chart', patient: 'p1', tab: 'problems', rest: 'c1/edit' }],
  ['/clinics/demo/schedule/week', { name: 'page', path: 'schedule/week' }],
  ['/clinics/demo/patients/%zz', { name: 'chart', patient: '%zz' }],
])('%s is a route', (path, route) => {
  expect(parseRoute(base, path)).toEqual(route)
})

test('a path of a chart leads back to the same route', () => {
  expect(parseRoute(base, chartPath(base, 'p 1/x', 'labs'))).toEqual({ name: 'chart', patient: 'p 1/x', tab: 'labs' })
})

let stop: AbortController
let routes: Route[]
let router: Router
let stays = false
beforeEach(() => {
  history.replaceState(null, '', `${base}/`)
  stop = new AbortController()
  routes = []
  stays = false
  router = startRouter(
    base,
    () => Promise.resolve(!stays),
    (route) => void routes.push(route),
    stop.signal,
  )
})
afterEach(() => {
  stop.abort()
  clear()
  history.replaceState(null, '', before)
})

test('a link into the clinic is followed without loading the page, also out of a shadow root', async () => {
  const host = document.createElement('div')
  const anchor = Object.assign(document.createElement('a'), { href: `${base}/patients/p1` })
  host.attachShadow({ mode: 'open' }).append(anchor)
  document.body.append(host)
  anchor.click()
  await vi.waitFor(() => expect(routes).toEqual([{ name: 'chart', patient: 'p1' }]), { timeout: 20_000 })
  expect(location.pathname).toBe(`${base}/patients/p1`)
})

test('links that the server answers, other clinics and new tabs are left to the browser', () => {
  const prevented = (href: string, init: MouseEventInit = {}) => {
    const anchor = Object.assign(document.createElement('a'), { href })
    document.body.append(anchor)
    const event = new MouseEvent('click', { bubbles: true, cancelable: true, composed: true, ...init })
    // After the router has had its say; the test page itself must not navigate.
    addEventListener(
      'click',
      (late) => {
        result = late.defaultPrevented
        late.preventDefault()
      },
      { once: true },
    )
    let result = false
    anchor.dispatchEvent(event)
    return result
  }
  expect(prevented(`${base}/patients/p1`)).toBe(true)
  expect(prevented(`${base}/patients/p1`, { ctrlKey: true })).toBe(false)
  expect(prevented(`${base}/fhir/Patient/p1`)).toBe(false)
  expect(prevented('/clinics/demo2/')).toBe(false)
  expect(prevented('/')).toBe(false)
  expect(prevented('https://elsewhere.example/clinics/demo/')).toBe(false)
})

test('unsaved work holds a person back, on links and on Back', async () => {
  await router.navigate('patients/p1')
  stays = true
  await router.navigate('patients/p2')
  expect(router.route).toEqual({ name: 'chart', patient: 'p1' })
  history.back()
  await vi.waitFor(() => expect(location.pathname).toBe(`${base}/patients/p1`), { timeout: 20_000 })
  expect(routes).toHaveLength(1)
})

test('Back and Forward tell the route', async () => {
  await router.navigate('patients/p1')
  await router.navigate(`${base}/patients/p2/results`)
  history.back()
  await vi.waitFor(() => expect(routes.at(-1)).toEqual({ name: 'chart', patient: 'p1' }), { timeout: 20_000 })
})
