import type { HostContext, Resource } from '@tessera/sdk'

/** A resource as a form shows it, and what the server must still hold when it is saved. */
export const seenOf = ({ id, meta }: Resource): { id: string; version: string } => ({
  id: id ?? '',
  version: meta?.versionId ?? '',
})

export const textProp = (props: Record<string, unknown>, name: string): string | undefined => {
  const value = props[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The record that `props.change` names, as it is now; undefined when a new one is entered. */
export async function changedRecord<T extends Resource>(
  host: HostContext,
  type: T['resourceType'],
  props: Record<string, unknown>,
  signal: AbortSignal,
): Promise<T | undefined> {
  const id = textProp(props, 'change')
  return id === undefined ? undefined : host.fhir.read<T>(type, id, signal)
}
