import type { Principal } from '@tessera/sdk'
import { Hono, type Context, type Next } from 'hono'
import { randomBytes } from 'node:crypto'
import { makeAccess } from '../access/make-access.js'
import type { Sources } from '../clock.js'
import type { Clinics } from '../clinic.js'
import type { Config } from '../config.js'
import type { Control } from '../identity/control.js'
import type { Principals } from '../identity/principals.js'
import type { PluginHost } from '../plugins/host.js'
import { pageDocument, plainDocument, type Boot } from './document.js'
import { moduleUrl, type PluginBuild } from './plugin-build.js'
import { uiRegistry } from './registry.js'
import { pageHeaders } from './security-headers.js'
import type { UiPackage } from './ui-package.js'

export interface PagesDeps {
  config: Pick<Config, 'url'>
  control: Pick<Control, 'clinics' | 'clinic' | 'memberships'>
  clinics: Pick<Clinics, 'open'>
  principals: Pick<Principals, 'of'>
  host: Pick<PluginHost, 'enabled'>
  sources: Sources
  ui: UiPackage | null
  builds: ReadonlyMap<string, PluginBuild>
  /** Of the server. */
  version: string
}

/** First segments below a clinic that are other doors than the staff app (DESIGN §7). */
const DOORS = /^(fhir|api|ui|portal|embed|companion[\w-]*)$/
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

/**
 * The HTML documents: `/`, `/auth/login`, and below `/clinics/:clinic/` the staff app: charts, inbox, settings and the
 * pages of plugins. They hold no data of patients. Mount them before `/auth/*` and `/clinics/:clinic/*`.
 */
export function pages(deps: PagesDeps): Hono {
  const { config, control, principals } = deps
  const https = config.url.startsWith('https:')
  const app = new Hono()

  const send = (c: Context, boot: Omit<Boot, 'version'>, status: 200 | 404 = 200): Response => {
    const nonce = randomBytes(16).toString('base64')
    const headers = pageHeaders(nonce, { https, popup: boot.page === 'login' })
    if (!deps.ui)
      return c.body(
        plainDocument('The screens are not built', 'Run npm run build, then start the server again.'),
        503,
        headers,
      )
    const { manifest } = deps.ui
    const modules = boot.registry ? modulesOf(boot.registry.plugins, deps.builds) : {}
    return c.body(pageDocument({ boot: { ...boot, version: deps.version }, manifest, nonce, modules }), status, headers)
  }
  const toLogin = (c: Context): Response => {
    const { pathname, search } = new URL(c.req.url)
    const next = pathname === '/' ? '' : `?next=${encodeURIComponent(pathname + search)}`
    return c.redirect(`/auth/login${next}`, 302)
  }
  const chooser = async (c: Context, person: Principal | null, problem?: Boot['problem']): Promise<Response> => {
    const own = person ? await control.memberships(person.id) : []
    const clinics = own.map(({ clinic: { slug, name } }) => ({ slug, name }))
    return send(
      c,
      { page: 'chooser', clinics, ...(person ? { user: userOf(person) } : {}), ...(problem ? { problem } : {}) },
      problem ? 404 : 200,
    )
  }

  /** Cookies belong to one name: on another one of this machine a person would seem signed out. */
  const page = (path: string, show: (c: Context) => Response | Promise<Response>): void => {
    app.get(path, async (c: Context, next: Next) => {
      if (DOORS.test(c.req.param('page') ?? '')) return next()
      const asked = new URL(c.req.url)
      const base = new URL(config.url)
      const elsewhere = asked.host !== base.host && LOOPBACK.test(asked.hostname) && LOOPBACK.test(base.hostname)
      return elsewhere ? c.redirect(config.url + asked.pathname + asked.search, 302) : show(c)
    })
  }

  page('/', async (c) => {
    const person = await personOf(deps, c.req.raw)
    if (person === 'anonymous') return toLogin(c)
    if (person === 'stranger') return chooser(c, null, 'no-access')
    const [only, ...more] = await control.memberships(person.id)
    return only && more.length === 0 ? c.redirect(`/clinics/${only.clinic.slug}/`, 302) : chooser(c, person)
  })

  page('/auth/login', async (c) => {
    const next = ownPath(c.req.query('next'), config.url)
    const slug = /^\/clinics\/([a-z][a-z0-9-]{1,38})\//.exec(next)?.[1]
    const clinic = slug === undefined ? null : await control.clinic(slug)
    return send(c, { page: 'login', ...(clinic ? { clinic: nameOf(clinic) } : {}) })
  })

  page('/clinics/:clinic', (c) => c.redirect(`/clinics/${encodeURIComponent(c.req.param('clinic') ?? '')}/`, 302))

  const shell = async (c: Context): Promise<Response> => {
    const slug = c.req.param('clinic') ?? ''
    const principal = await principals.of(c.req.raw, slug)
    if (principal === 'anonymous' || principal === 'invalid') return toLogin(c)
    // an unknown clinic and one without a role for this person can't be told apart
    if (principal === 'stranger') return elsewhere(c)
    const open = await deps.clinics.open(slug)
    if (!open) return elsewhere(c)
    const registry = uiRegistry({
      url: config.url,
      clinic: open.clinic,
      plugins: deps.host.enabled(slug),
      builds: deps.builds,
      shared: deps.ui?.manifest.importMap.imports ?? {},
      access: makeAccess(principal, { now: deps.sources.now() }),
    })
    return send(c, { page: 'shell', clinic: nameOf(open.clinic), user: userOf(principal), registry })
  }
  const elsewhere = async (c: Context): Promise<Response> => {
    const person = await personOf(deps, c.req.raw)
    return person === 'anonymous' ? toLogin(c) : chooser(c, person === 'stranger' ? null : person, 'no-access')
  }
  page('/clinics/:clinic/', shell)
  page('/clinics/:clinic/:page', shell)
  page('/clinics/:clinic/:page/*', shell)
  return app
}

/** Who is signed in, whichever clinic they belong to; `stranger`: a known person without any. */
async function personOf(
  { control, principals }: PagesDeps,
  request: Request,
): Promise<Principal | 'anonymous' | 'stranger'> {
  let known = false
  for (const { slug } of await control.clinics()) {
    const principal = await principals.of(request, slug)
    if (typeof principal !== 'string') return principal
    if (principal !== 'stranger') return 'anonymous'
    known = true
  }
  return known ? 'stranger' : 'anonymous'
}

/**
 * A path on our own origin, or `/`: sign-in must not send people elsewhere.
 *
 * @example ownPath('//evil.example', 'https://ehr.example') // '/'
 */
export function ownPath(next: string | undefined, base: string): string {
  if (!next?.startsWith('/') || !URL.canParse(next, base)) return '/'
  const url = new URL(next, base)
  return url.origin === new URL(base).origin ? url.pathname + url.search : '/'
}

const nameOf = ({ slug, name, timezone }: { slug: string; name: string; timezone: string }) => ({
  slug,
  name,
  timezone,
})

function userOf({ id, display, roles, links }: Principal): NonNullable<Boot['user']> {
  const practitioner = links.find(({ kind }) => kind === 'practitioner')?.reference
  return { id, display, roles, ...(practitioner ? { practitioner } : {}) }
}

/** All modules of the enabled plugins, for the integrity part of the import map. */
function modulesOf(
  plugins: readonly { id: string }[],
  builds: ReadonlyMap<string, PluginBuild>,
): Record<string, string> {
  const entries = plugins.flatMap(({ id }) => {
    const build = builds.get(id)
    return build
      ? Object.entries(build.files).flatMap(([file, { integrity }]) =>
          file.endsWith('.js') ? [[moduleUrl(build, file), integrity] as const] : [],
        )
      : []
  })
  return Object.fromEntries(entries)
}
