import type { FoundPage } from '../records/records.js'
import { notFound, refuse, type Issue } from '../refusal.js'
import { historyset, searchset, type Links } from './bundle-text.js'
import type { Answer, Exchange } from './exchange.js'
import { isUnchanged } from './headers.js'
import { elementsOf, readCount, readParameters, readSummary, type Query } from './query.js'
import { viewed, type View } from './view.js'

const DEFAULT_PAGE = 50
const DEFAULT_CHART_PAGE = 100

/** R4 http §3.1.0.1 read, and conditional read. */
export async function read(x: Exchange, type: string, id: string): Promise<Answer> {
  const view = viewOf(x.query)
  const found = await x.records.read(type, id)
  return one(x, type, found, view)
}

/** R4 http §3.1.0.2 vread. */
export async function vread(x: Exchange, type: string, id: string, version: string): Promise<Answer> {
  if (!/^[1-9]\d{0,14}$/.test(version)) throw notFound()
  const view = viewOf(x.query)
  return one(x, type, await x.records.vread(type, id, Number(version)), view)
}

function one(
  x: Exchange,
  type: string,
  found: { id: string; version: number; lastUpdated: string; json: string },
  view: View,
): Answer {
  const { id, version, lastUpdated, json } = found
  const about = { reference: `${type}/${id}`, version, lastUpdated }
  if (isUnchanged(x.conditions, version, lastUpdated)) return { status: 304, ...about }
  return { status: 200, ...about, json: viewed(type, json, view) }
}

/** R4 http §3.1.0.12 history of an instance, newest first. */
export async function history(x: Exchange, type: string, id: string): Promise<Answer> {
  const { search, cursor } = x.query
  const count = readCount(readParameters(search, ['_count'], x.prefer.lenient).get('_count'), DEFAULT_PAGE)
  if (cursor !== undefined && !/^[1-9]\d{0,14}$/.test(cursor)) throw badCursor()
  const page = await x.records.history(type, id, { count, ...(cursor === undefined ? {} : { before: Number(cursor) }) })
  const links = linksOf(x, `${type}/${id}/_history`, search, page.next)
  return { status: 200, json: historyset(x.base, type, id, page.versions, page.total, links) }
}

/** R4 search §3.1.1. */
export async function search(x: Exchange, type: string): Promise<Answer> {
  const { query, prefer } = x
  const page = await x.records.search(type, query.search, {
    lenient: prefer.lenient,
    ...(query.cursor === undefined ? {} : { after: query.cursor }),
  })
  const used = page.ignored.length > 0 ? without(query.search, page.ignored) : query.search
  const view = {
    ...(page.summary ? { summary: page.summary } : {}),
    ...(page.elements ? { elements: page.elements } : {}),
  }
  return pageAnswer(x, type, used, page, view)
}

/** `Patient/[id]/$everything`, page by page. */
export async function everything(x: Exchange, patient: string): Promise<Answer> {
  const { search, cursor } = x.query
  const known = readParameters(search, ['_count', '_summary', '_elements'], x.prefer.lenient)
  const count = readCount(known.get('_count'), DEFAULT_CHART_PAGE)
  if (count === 0) throw refuse(400, 'value', '“_count” must be at least 1 here.')
  const page = await x.records.everything(patient, { count, ...(cursor === undefined ? {} : { after: cursor }) })
  return pageAnswer(x, `Patient/${patient}/$everything`, search, page, viewOf(x.query))
}

function pageAnswer(x: Exchange, path: string, search: string, page: FoundPage, view: View): Answer {
  const links = linksOf(x, path, search, page.next)
  if (view.summary === 'count') {
    const { total } = page
    return {
      status: 200,
      json: searchset(
        x.base,
        { matches: [], included: [], issues: [], ...(total === undefined ? {} : { total }) },
        { self: links.self },
        {},
      ),
    }
  }
  return {
    status: 200,
    json: searchset(x.base, { ...page, issues: page.ignored.map(ignoredIssue) }, links, view),
  }
}

const ignoredIssue = (name: string): Issue => ({
  severity: 'warning',
  code: 'not-supported',
  diagnostics: `The search parameter “${name.slice(0, 64)}” is not supported and was ignored.`,
})

function linksOf({ base, query }: Exchange, path: string, search: string, next: string | number | undefined): Links {
  const form = [
    ...(query.format === undefined ? [] : [`_format=${encodeURIComponent(query.format)}`]),
    ...(query.pretty ? ['_pretty=true'] : []),
  ]
  const url = (cursor: string | undefined) => {
    const pairs = [
      ...(search === '' ? [] : [search]),
      ...form,
      ...(cursor === undefined ? [] : [`_cursor=${encodeURIComponent(cursor)}`]),
    ]
    return `${base}/${path}${pairs.length > 0 ? '?' : ''}${pairs.join('&')}`
  }
  return { self: url(query.cursor), ...(next === undefined ? {} : { next: url(String(next)) }) }
}

/** The query without the parameters that were ignored. */
function without(search: string, ignored: readonly string[]): string {
  const names = new Set(ignored)
  return search
    .split('&')
    .filter((pair) => {
      const [name] = new URLSearchParams(pair).keys()
      return name !== undefined && !names.has(name) && !names.has(name.split(':')[0] ?? name)
    })
    .join('&')
}

function viewOf({ search }: Query): View {
  if (!search.includes('_summary') && !search.includes('_elements')) return {}
  const known = readParameters(search, ['_summary', '_elements'], true)
  const summary = readSummary(known.get('_summary'))
  const elements = elementsOf(known.get('_elements'))
  return { ...(summary ? { summary } : {}), ...(elements ? { elements } : {}) }
}

const badCursor = () => refuse(400, 'value', '“_cursor” is not one of ours: follow the “next” link.')
