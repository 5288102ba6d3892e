import { msg, str } from '@lit/localize'
import type { HostContext, UiRegistry } from '@tessera/sdk'
import { contributedCommand } from './commands.js'
import type { Command } from './find/finder.js'
import type { Place } from './frame/rail.js'
import { contributionsAt } from './registry.js'
import { chartPath } from './router.js'
import { signOut } from './sign-out.js'
import { flipTheme } from './theme.js'

export interface CommandParts {
  base: string
  registry: UiRegistry | undefined
  /** Of the open chart, or without a patient. */
  host: HostContext
  places: readonly Place[]
}

/** All that the palette runs: actions on the open chart, commands of plugins, tabs of the chart, places, the shell's own. */
export function commandsOf({ base, registry, host, places }: CommandParts): Command[] {
  const { patient } = host
  const run = (point: 'patient.action' | 'shell.command', detail?: string) =>
    contributionsAt(registry, point, host).map((each) => ({
      ...contributedCommand(each, host, msg(str`“${each.label}” did not work. Nothing was changed.`)),
      ...(detail ? { detail } : {}),
    }))
  const go = (id: string, label: string, icon: string, path: string, detail: string): Command => ({
    id,
    label,
    icon,
    detail,
    run: () => host.navigate(path),
  })
  return [
    ...(patient ? run('patient.action', msg(str`for ${patient.display}`)) : []),
    ...run('shell.command'),
    ...(patient
      ? [
          go('summary', msg('Summary'), 'layout-dashboard', chartPath(base, patient.id), tabOf(patient.display)),
          ...contributionsAt(registry, 'patient.tab', host).map(({ id, plugin, label, icon, path }) =>
            go(
              `tab:${plugin}:${id}`,
              label,
              icon ?? 'puzzle',
              chartPath(base, patient.id, path),
              tabOf(patient.display),
            ),
          ),
        ]
      : []),
    ...places.map(({ label, icon, href }) => go(`place:${href}`, label, icon, href, msg('page'))),
    { id: 'theme', label: msg('Switch between light and dark'), icon: 'moon', run: flipTheme },
    { id: 'sign-out', label: msg('Sign out'), icon: 'log-out', run: () => void signOut() },
  ]
}

const tabOf = (display: string) => msg(str`in the chart of ${display}`)
