import { Hono, type Context } from 'hono'
import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PluginBuild } from './plugin-build.js'
import type { UiPackage } from './ui-package.js'

const TYPES: Record<string, string> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
}

interface Asset {
  type: string
  bytes: Buffer<ArrayBuffer>
  br?: Buffer<ArrayBuffer>
}

/**
 * The files of the shell and of the plugins' screens. Their addresses change with their content, so they are kept for
 * ever; only what a build lists is served, and never HTML.
 */
export function assets(ui: UiPackage | null, builds: ReadonlyMap<string, PluginBuild>): Hono {
  const app = new Hono()
  const cache = new Map<string, Promise<Asset | null>>()
  const shared = new Set(ui ? listed(join(ui.dist, 'shared')) : [])
  const host = new Set(ui ? listed(join(ui.dist, 'host')) : [])

  const send = async (c: Context, folder: string, file: string, known: boolean) => {
    const path = join(folder, file)
    const asset = known ? await remember(cache, path) : null
    if (!asset) return c.notFound()
    const br = asset.br && /\bbr\b/.test(c.req.header('accept-encoding') ?? '') ? asset.br : undefined
    return c.body(br ?? asset.bytes, 200, {
      'content-type': asset.type,
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'content-security-policy': "default-src 'none'; sandbox",
      vary: 'accept-encoding',
      ...(br ? { 'content-encoding': 'br' } : {}),
    })
  }

  app.get('/_shared/:file', (c) =>
    send(c, join(ui?.dist ?? '', 'shared'), c.req.param('file'), shared.has(c.req.param('file'))),
  )
  app.get('/_host/:file', (c) =>
    send(c, join(ui?.dist ?? '', 'host'), c.req.param('file'), host.has(c.req.param('file'))),
  )
  app.get('/plugins/:id/:hash/:file', (c) => {
    const { id, hash, file } = c.req.param()
    const build = builds.get(id)
    const known = build !== undefined && build.hash === hash && Object.hasOwn(build.files, file)
    return send(c, build?.folder ?? '', file, known)
  })
  return app
}

/** The names of what the build wrote. */
function listed(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.split('.').at(-1) !== 'br')
  } catch {
    return []
  }
}

function remember(cache: Map<string, Promise<Asset | null>>, path: string): Promise<Asset | null> {
  const known = cache.get(path) ?? load(path)
  cache.set(path, known)
  return known
}

async function load(path: string): Promise<Asset | null> {
  const type = TYPES[path.split('.').at(-1) ?? '']
  if (!type) return null
  const [bytes, br] = await Promise.all([readFile(path).catch(() => null), readFile(`${path}.br`).catch(() => null)])
  return bytes && { type, bytes, ...(br ? { br } : {}) }
}
