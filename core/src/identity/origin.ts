const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])
/** Doors that answer with data; everything else below a clinic is pages. */
const DATA = /^\/clinics\/[^/]+\/(fhir|api|ui)(\/|$)/
/** Destinations whose answer is code to the page that asks. */
const CODE = /^(script|style|xslt|worker|sharedworker|serviceworker|audioworklet|paintworklet)$/
const COMPANION = /^\/clinics\/[^/]+\/companion/

/**
 * Whether a session cookie that came with this request counts (DESIGN §7.1): only from our own origin.
 *
 * - unsafe methods need an `Origin` that is ours;
 * - no method may come from a foreign `Origin` or, as the browser says, from another site or a neighbour on the same
 *   site, except a link that opens a page (pages hold no data) and the companion's frame;
 * - nothing that the browser would run or style a page with comes from a data door: a Binary has any content type.
 */
export function fromOwnOrigin(request: Request, ownOrigin: string): boolean {
  const origin = request.headers.get('origin')
  if (origin !== null && origin !== ownOrigin) return false
  if (!SAFE.has(request.method) && origin === null) return false
  if (CODE.test(request.headers.get('sec-fetch-dest') ?? '') && DATA.test(new URL(request.url).pathname)) return false
  const site = request.headers.get('sec-fetch-site')
  if (site === null || site === 'same-origin' || site === 'none') return true
  return opensPage(request)
}

/** Embeds hold a token of their own; a cookie never speaks there. */
export const takesNoCookie = (url: string): boolean =>
  url.includes('/embed') && /^\/clinics\/[^/]+\/(.*\/)?embed(\/|$)/.test(new URL(url).pathname)

function opensPage(request: Request): boolean {
  if (request.method !== 'GET' || request.headers.get('sec-fetch-mode') !== 'navigate') return false
  const { pathname } = new URL(request.url)
  const destination = request.headers.get('sec-fetch-dest')
  return (destination === 'document' && !DATA.test(pathname)) || (destination === 'iframe' && COMPANION.test(pathname))
}
