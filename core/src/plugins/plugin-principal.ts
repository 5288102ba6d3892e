import type { PluginDefinition, Principal } from '@tessera/sdk'

/** The person or client with the plugin that acts for them: what they may do is cut down by the plugin's manifest. */
export const onBehalf = (principal: Principal, plugin: string): Principal => ({ ...principal, plugin })

/** The plugin itself, in handlers: `system` with the manifest's `system/` scopes and its declared purpose. */
export const systemOf = (plugin: PluginDefinition, clinic: string): Principal => ({
  kind: 'system',
  id: `plugin-${plugin.id}`,
  display: `Plugin ${plugin.title}`,
  clinic,
  roles: [],
  scopes: plugin.access.filter((scope) => scope.startsWith('system/')),
  links: [],
  purpose: plugin.purpose ?? 'TREAT',
  plugin: plugin.id,
})
