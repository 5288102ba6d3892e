import type { PluginContext } from '@tessera/sdk'
import { settings, type Laboratory, type LabSettings } from './settings.js'

/** Where the orders of a clinic go. */
export interface LabLines {
  all(ctx: PluginContext): Laboratory[]
  find(ctx: PluginContext, id: string): Laboratory | undefined
  /** A laboratory that runs beside a clinic (the simulator of the demo). @returns how to take it away */
  add(clinic: string, laboratory: Laboratory): () => void
}

/** The settings of the clinic, which the host has checked. */
export const settingsOf = (ctx: PluginContext): LabSettings => settings.parse(ctx.settings)

/** Laboratories of the settings, and those that were added while the server runs. */
export function labLines(): LabLines {
  const beside = new Map<string, Laboratory>()
  const all = (ctx: PluginContext): Laboratory[] => {
    const own = beside.get(ctx.clinic.slug)
    const { laboratories } = settingsOf(ctx)
    return own ? [...laboratories, own] : laboratories
  }
  return {
    all,
    find: (ctx, id) => all(ctx).find((each) => each.id === id),
    add(clinic, laboratory) {
      beside.set(clinic, laboratory)
      return () => {
        if (beside.get(clinic) === laboratory) beside.delete(clinic)
      }
    },
  }
}
