import type { HistoryVersion, StoredResource } from '@tessera/sdk'
import { STATUS_CODES } from 'node:http'
import type { Issue } from '../refusal.js'
import { outcomeText } from './errors.js'
import { etag } from './headers.js'
import { viewed, type View } from './view.js'

/** Links of a page. */
export interface Links {
  self: string
  next?: string
}

/** A Bundle as text, around texts of resources that nobody parses. */
function bundle(type: string, total: number | undefined, links: Links | undefined, entries: readonly string[]): string {
  const urls = links ? [['self', links.self], ...(links.next === undefined ? [] : [['next', links.next]])] : []
  const link = urls
    .map(([relation = '', url = '']) => `{"relation":"${relation}","url":${JSON.stringify(url)}}`)
    .join(',')
  return `{"resourceType":"Bundle","type":"${type}"${total === undefined ? '' : `,"total":${total}`}${link ? `,"link":[${link}]` : ''}${
    entries.length > 0 ? `,"entry":[${entries.join(',')}]` : ''
  }}`
}

export interface SearchPageText {
  matches: readonly StoredResource[]
  included: readonly StoredResource[]
  total?: number
  /** What the search ignored, to be told. */
  issues: readonly Issue[]
}

export function searchset(base: string, page: SearchPageText, links: Links, view: View): string {
  const entry = ({ type, id, json }: StoredResource, mode: string) =>
    `{"fullUrl":"${base}/${type}/${id}","resource":${viewed(type, json, view)},"search":{"mode":"${mode}"}}`
  const entries = [
    ...page.matches.map((each) => entry(each, 'match')),
    ...page.included.map((each) => entry(each, 'include')),
    ...(page.issues.length > 0 ? [`{"resource":${outcomeText(page.issues)},"search":{"mode":"outcome"}}`] : []),
  ]
  return bundle('searchset', page.total, links, entries)
}

export function historyset(
  base: string,
  type: string,
  id: string,
  versions: readonly HistoryVersion[],
  total: number,
  links: Links,
): string {
  const entries = versions.map(({ version, lastUpdated, method, json }) => {
    const url = method === 'POST' ? type : `${type}/${id}`
    const status = { POST: 201, PUT: 200, DELETE: 204 }[method]
    return `{"fullUrl":"${base}/${type}/${id}"${json === undefined ? '' : `,"resource":${json}`},"request":{"method":"${method}","url":"${url}"},"response":${responseText({ status, version, lastUpdated })}}`
  })
  return bundle('history', total, links, entries)
}

/** What became of one entry of a transaction or batch. */
export interface EntryAnswer {
  status: number
  /** `Type/id/_history/n` */
  location?: string
  version?: number
  lastUpdated?: string
  resource?: { text: string; fullUrl?: string }
  issues?: readonly Issue[]
}

export const answers = (type: 'transaction-response' | 'batch-response', entries: readonly EntryAnswer[]): string =>
  bundle(
    type,
    undefined,
    undefined,
    entries.map((each) => {
      const fullUrl = each.resource?.fullUrl === undefined ? '' : `"fullUrl":${JSON.stringify(each.resource.fullUrl)},`
      const resource = each.resource ? `"resource":${each.resource.text},` : ''
      return `{${fullUrl}${resource}"response":${responseText(each)}}`
    }),
  )

function responseText({ status, location, version, lastUpdated, issues }: EntryAnswer): string {
  const told = {
    status: `${status} ${STATUS_CODES[status] ?? ''}`.trim(),
    ...(location === undefined ? {} : { location }),
    ...(version === undefined ? {} : { etag: etag(version) }),
    ...(lastUpdated === undefined ? {} : { lastModified: lastUpdated }),
  }
  const text = JSON.stringify(told)
  return issues?.length ? `${text.slice(0, -1)},"outcome":${outcomeText(issues)}}` : text
}
