import type { JsonPatchOperation, ResourceWrite } from '@tessera/sdk'
import type { Committed } from '../records/records.js'
import { refuse } from '../refusal.js'
import { withId, type ParsedResource } from '../storage/text/index.js'
import type { Answer, Exchange } from './exchange.js'
import { readIfMatch } from './headers.js'

/** Preconditions of one write, from headers or from `Bundle.entry.request`. */
export interface Conditions {
  ifMatch?: string
  ifNoneExist?: string
}

/** R4 http §3.1.0.8 create, conditional with If-None-Exist. An id in the body is ignored. */
export function createWrite(type: string, resource: ParsedResource, conditions: Conditions): ResourceWrite {
  mustBe(type, resource)
  const ifNoneExist = conditions.ifNoneExist?.replace(/^\?/, '')
  if (ifNoneExist === '') throw refuse(400, 'value', 'If-None-Exist must be a search, such as identifier=….')
  return { put: withId(resource), ...(ifNoneExist === undefined ? {} : { ifNoneExist }) }
}

/** R4 http §3.1.0.4 update. */
export function updateWrite(type: string, id: string, resource: ParsedResource, conditions: Conditions): ResourceWrite {
  mustBe(type, resource)
  if (resource.id !== id) {
    const what = resource.id === undefined ? 'has no “id”' : `has the id “${resource.id}”`
    throw refuse(400, 'invalid', `The resource ${what}, the address is ${type}/${id}: they must be the same.`, {
      expression: `${type}.id`,
    })
  }
  return { put: resource, ...matching(conditions) }
}

/** R4 http §3.1.0.6 patch, with a JSON Patch. */
export const patchWrite = (
  type: string,
  id: string,
  patch: JsonPatchOperation[],
  conditions: Conditions,
): ResourceWrite => ({
  patch,
  reference: `${type}/${id}`,
  ...matching(conditions),
})

/** R4 http §3.1.0.7 delete. */
export const deleteWrite = (type: string, id: string, conditions: Conditions): ResourceWrite => ({
  delete: `${type}/${id}`,
  ...matching(conditions),
})

/** Commits one write as a change-set of its own. */
export async function write(x: Exchange, one: ResourceWrite): Promise<Answer> {
  return written(await x.records.commit({ writes: [one] }, x.options), 0)
}

/** What became of a write of a change-set. A deletion of what was deleted before has no version. */
export function written(committed: Committed, index: number): Answer {
  const version = committed.versions[index]
  const stored = committed.stored[index]
  if (!version || version.action === 'deleted') {
    return {
      status: 204,
      wrote: true,
      ...(version ? { reference: version.reference, version: version.version, lastUpdated: version.lastUpdated } : {}),
    }
  }
  return {
    status: version.action === 'created' ? 201 : 200,
    reference: version.reference,
    version: version.version,
    lastUpdated: version.lastUpdated,
    wrote: true,
    ...(version.action === 'updated' ? {} : { location: true }),
    ...(stored ? { json: stored.json } : {}),
    ...(committed.warnings ? { warnings: committed.warnings } : {}),
  }
}

function matching({ ifMatch }: Conditions): { ifMatch?: number } {
  const version = readIfMatch(ifMatch)
  return version === undefined ? {} : { ifMatch: version }
}

function mustBe(type: string, resource: ParsedResource): void {
  if (resource.type !== type) {
    throw refuse(400, 'invalid', `The address is for ${type}, the resource is a ${resource.type}.`, {
      expression: `${resource.type}`,
    })
  }
}
