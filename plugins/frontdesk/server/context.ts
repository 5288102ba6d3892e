import type { PluginContext, PluginEnv } from '@tessera/sdk'
import type { Context } from 'hono'
import type { Settings } from '../domain/settings.js'

export type Desk = PluginContext<Settings>

/** The context with the settings that the schema of this plugin has parsed. */
export const deskOf = (ctx: PluginContext): Desk => ctx as Desk

export const desk = (c: Context<PluginEnv>): Desk => deskOf(c.get('ctx'))
