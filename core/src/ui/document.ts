import type { HostContext, UiRegistry } from '@tessera/sdk'
import type { UiManifest } from './ui-package.js'

/** What the page's script is told, as inert JSON (`web-components/README.md`). */
export interface Boot {
  page: 'shell' | 'login' | 'chooser'
  version: string
  clinic?: HostContext['clinic']
  clinics?: { slug: string; name: string }[]
  user?: HostContext['user']
  registry?: UiRegistry
  /** Why a person ended up at the chooser: nothing for them at the address they asked for. */
  problem?: 'no-access'
}

export interface DocumentParts {
  boot: Boot
  manifest: UiManifest
  nonce: string
  /** Modules of enabled plugins: path → integrity. */
  modules: Record<string, string>
}

const ROOTS = { shell: 'tessera-app', login: 'tessera-sign-in', chooser: 'tessera-chooser' } as const

/**
 * The document of a page. What is seen first stands in the HTML, so that it doesn't wait for scripts; every module is
 * named with its integrity, and preloads carry the same one (Chromium would load twice otherwise).
 */
export function pageDocument({ boot, manifest, nonce, modules }: DocumentParts): string {
  const entry = boot.page === 'shell' ? manifest.host.shell : manifest.host.login
  const importMap = { imports: manifest.importMap.imports, integrity: { ...manifest.importMap.integrity, ...modules } }
  const [font] = manifest.fonts
  const root = ROOTS[boot.page]
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escape(boot.clinic ? `${boot.clinic.name} · Tessera` : 'Tessera')}</title>
${manifest.icon ? `<link rel="icon" href="/_host/${manifest.icon.file}" type="image/svg+xml">` : '<link rel="icon" href="data:,">'}
<script src="/_host/${manifest.theme.file}" integrity="${manifest.theme.integrity}"></script>
${manifest.css.map(({ file, integrity }) => `<link rel="stylesheet" href="/_host/${file}" integrity="${integrity}">`).join('\n')}
${font ? `<link rel="preload" as="font" type="font/woff2" crossorigin href="/_host/${font.file}">` : ''}
<script type="importmap" nonce="${nonce}">${inert(importMap)}</script>
${preloads(entry.deps, boot)}
<script type="application/json" id="tessera-boot">${inert(boot)}</script>
<script type="module" src="/_host/${entry.file}" integrity="${entry.integrity}"></script>
</head>
<body>
<${root}>${skeleton(boot)}</${root}>
<noscript><p>Tessera needs JavaScript in this browser.</p></noscript>
</body>
</html>
`
}

/** A short page without scripts, for when the screens can't be shown. */
export const plainDocument = (title: string, text: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(title)}</title><h1>${escape(title)}</h1><p>${escape(text)}</p></html>\n`

/** What the first view needs: the page's own modules and, in a chart, those of its cards. */
function preloads(deps: readonly { url: string; integrity: string }[], { registry }: Boot): string {
  const seen = new Map(deps.map(({ url, integrity }) => [url, integrity]))
  for (const { point, url, integrity, deps: own } of registry?.contributions ?? []) {
    if (point !== 'patient.summaryCard' || !url || !integrity) continue
    for (const each of [{ url, integrity }, ...own]) seen.set(new URL(each.url).pathname, each.integrity)
  }
  return [...seen]
    .map(([url, integrity]) => `<link rel="modulepreload" href="${url}" integrity="${integrity}">`)
    .join('\n')
}

/** The largest thing on the first screen, before any script: classes are styled by the page's style sheet. */
function skeleton({ page, clinic }: Boot): string {
  if (page !== 'shell' || !clinic) return ''
  return `<div class="boot" aria-busy="true"><div class="boot-rail"></div><div class="boot-top">${escape(clinic.name)}</div><div class="boot-stage"></div></div>`
}

/** JSON that can't end its script element, whatever names it holds. */
const inert = (value: unknown): string => JSON.stringify(value).replace(/</g, '\\u003c')

const escape = (text: string): string =>
  text.replace(
    /[&<>"']/g,
    (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[sign] ?? sign,
  )
