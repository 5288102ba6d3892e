import { msg, str } from '@lit/localize'
import type { HostContext, HostPatient, ResolvedContribution, UiRegistry } from '@tessera/sdk'
import { html } from 'lit'
import { keyed } from 'lit/directives/keyed.js'
import { formatTime } from '../../index.js'
import { contributionsAt } from '../registry.js'
import type { Route } from '../router.js'

export interface StageParts {
  base: string
  route: Route
  registry: UiRegistry | undefined
  host: HostContext
  recent: readonly HostPatient[]
  /** Whether a panel stands beside the chart. */
  covered: boolean
  /** What a page was called that was there before, by its path. */
  gone: ReadonlyMap<string, string>
}

/** The page in view: one of the shell's own, or of a plugin. */
export function stage(parts: StageParts) {
  const { route, recent, covered } = parts
  switch (route.name) {
    case 'patients':
      return html`<tessera-patients .recent=${recent}></tessera-patients>`
    case 'chart':
      return keyed(
        route.patient,
        html`<tessera-chart patient=${route.patient} .tab=${route.tab} ?covered=${covered}></tessera-chart>`,
      )
    case 'inbox':
      return html`<tessera-inbox .task=${route.task}></tessera-inbox>`
    case 'settings':
      return html`<tessera-settings .plugin=${route.plugin}></tessera-settings>`
    case 'page': {
      const page = contributionsAt(parts.registry, 'shell.route', parts.host).find((each) => isAt(each, route.path))
      return html`<main class="page" id="main" tabindex="0">
        ${
          page
            ? keyed(page.id, html`<tessera-outlet frame="page" .contribution=${page}></tessera-outlet>`)
            : notEnabled(parts, route.path)
        }
      </main>`
    }
  }
}

const isAt = ({ path }: Pick<ResolvedContribution, 'path'>, at: string): boolean =>
  path !== undefined && (at === path || at.startsWith(`${path}/`))

/** Nobody is lost here: what it was, that nothing is gone, and a way on. */
function notEnabled({ base, host, gone }: StageParts, at: string) {
  const name = [...gone].find(([path]) => isAt({ path }, at))?.[1]
  const clinic = host.clinic.name
  return html`<div class="gone">
    <tessera-icon name="puzzle" size="l"></tessera-icon>
    <h1>${name ? msg(str`${name} is not enabled`) : msg('This page is not enabled')}</h1>
    <p class="muted">
      ${
        name
          ? msg(str`Its plugin was switched off in ${clinic}. What was kept with it is safe, and comes back with it.`)
          : msg(
              str`No plugin that is switched on in ${clinic} has such a page. The link may be old, or an administrator has switched its plugin off; what was kept with it is safe.`,
            )
      }
    </p>
    <a class="btn" href=${`${base}/`}>${msg('Go to the patients')}</a>
  </div>`
}

/** Pages that no first view of a chart needs come when they are gone to. */
export async function loadPage(route: Route): Promise<void> {
  if (route.name === 'inbox') await import('../../pages/inbox/define.js')
  if (route.name === 'settings') await import('../../pages/settings/define.js')
}

/** @param since the line is down from then on */
export const lineNote = (since: Date, timezone: string) =>
  html`<div class="note caution line" role="status">
    <tessera-icon name="wifi-off"></tessera-icon>
    <div>
      <b>${msg(str`Offline since ${formatTime(since.toISOString(), { timezone })}.`)}</b>
      ${msg('You can read what is open. What you write stays in this window until the line is back.')}
    </div>
  </div>`
