/** What an event name says: before or after a commit, or an event that a plugin defines. */
export type EventKind =
  | { kind: 'before'; type: string; verb: 'Create' | 'Update' | 'Delete' }
  | { kind: 'after'; type: string; verb: 'created' | 'updated' | 'deleted' }
  | { kind: 'own'; plugin: string; asks: boolean }

/**
 * @returns null for what is no event name
 * @example eventKind('Observation.beforeCreate') // { kind: 'before', type: 'Observation', verb: 'Create' }
 */
export function eventKind(name: string): EventKind | null {
  const record = /^([A-Z][A-Za-z]+)\.(?:before(Create|Update|Delete)|(created|updated|deleted))$/.exec(name)
  if (record) {
    const [, type = '', before, after] = record
    // the pattern admits these verbs only
    if (before) return { kind: 'before', type, verb: before as 'Create' | 'Update' | 'Delete' }
    return { kind: 'after', type, verb: after as 'created' | 'updated' | 'deleted' }
  }
  const own = /^([a-z][a-z0-9-]*):([a-z][A-Za-z0-9]*)$/.exec(name)
  if (!own) return null
  const [, plugin = '', event = ''] = own
  return { kind: 'own', plugin, asks: /^before[A-Z]/.test(event) }
}
