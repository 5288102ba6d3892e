/** Where in a clinic's staff app a person is. */
export type Route =
  | { name: 'patients' }
  | { name: 'chart'; patient: string; tab?: string; rest?: string }
  | { name: 'inbox'; task?: string }
  | { name: 'settings'; plugin?: string }
  | { name: 'page'; path: string }

/** @param base `/clinics/{slug}` */
export function parseRoute(base: string, pathname: string): Route {
  const parts = pathname.slice(base.length).split('/').filter(Boolean).map(decode)
  const [place, patient, tab, ...rest] = parts
  if (!place || (place === 'patients' && !patient)) return { name: 'patients' }
  if (place === 'patients' && patient) {
    return { name: 'chart', patient, ...(tab ? { tab } : {}), ...(rest.length > 0 ? { rest: rest.join('/') } : {}) }
  }
  if (place === 'inbox') return { name: 'inbox', ...(patient ? { task: patient } : {}) }
  if (place === 'settings') return { name: 'settings', ...(patient ? { plugin: patient } : {}) }
  return { name: 'page', path: parts.join('/') }
}

export function chartPath(base: string, patient: string, tab?: string): string {
  return `${base}/patients/${encodeURIComponent(patient)}${tab ? `/${tab}` : ''}`
}

export interface Router {
  readonly route: Route
  /** A path within the clinic (`patients/p1`, `/inbox`, with its base or without); another clinic's or server page is loaded. */
  navigate(path: string): Promise<void>
}

/**
 * Follows links of the clinic, Back and Forward without loading the page.
 *
 * @param canLeave asked before the route changes: unsaved work may hold a person back
 * @param onRoute told after it has changed
 */
export function startRouter(
  base: string,
  canLeave: () => Promise<boolean>,
  onRoute: (route: Route) => void,
  signal: AbortSignal,
): Router {
  let route = parseRoute(base, location.pathname)
  let here = location.pathname + location.search

  const go = async (url: URL) => {
    const path = url.pathname + url.search
    if (path === here || !(await canLeave())) return
    history.pushState(history.state, '', path)
    arrive()
  }
  const arrive = () => {
    here = location.pathname + location.search
    route = parseRoute(base, location.pathname)
    onRoute(route)
  }
  const inClinic = (url: URL) => url.origin === location.origin && `${url.pathname}/`.startsWith(`${base}/`)

  document.addEventListener(
    'click',
    (event) => {
      if (
        event.defaultPrevented ||
        event.button !== 0 ||
        event.metaKey ||
        event.ctrlKey ||
        event.shiftKey ||
        event.altKey
      )
        return
      const anchor = event
        .composedPath()
        .find((node): node is HTMLAnchorElement => node instanceof HTMLAnchorElement && node.href !== '')
      if (!anchor || anchor.target || anchor.hasAttribute('download')) return
      const url = new URL(anchor.href)
      if (!inClinic(url) || (url.hash && url.pathname === location.pathname) || isServerPath(base, url.pathname)) return
      event.preventDefault()
      void go(url)
    },
    { signal },
  )
  addEventListener(
    'popstate',
    () => {
      const back = here
      void canLeave().then((leave) => (leave ? arrive() : history.pushState(history.state, '', back)))
    },
    { signal },
  )
  return {
    get route() {
      return route
    },
    navigate: async (path) => {
      const url = new URL(withBase(base, path), `${location.origin}${base}/`)
      if (inClinic(url) && !isServerPath(base, url.pathname)) await go(url)
      else location.assign(url)
    },
  }
}

/** `/inbox` is a place of this clinic; `/`, other clinics and sign-in aren't. */
const withBase = (base: string, path: string) => (/^\/(?!\/|$|clinics\/|auth\/)/.test(path) ? `${base}${path}` : path)

/** Paths under a clinic that the server answers itself. */
const isServerPath = (base: string, pathname: string) =>
  /^\/(fhir|api|ui|embed|portal|companion)(\/|$)/.test(pathname.slice(base.length))

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
