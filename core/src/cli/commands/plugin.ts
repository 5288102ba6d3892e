import { z } from 'zod'
import { need, only, optional, type Command } from '../command.js'

const one = z.object({ id: z.string(), clinic: z.string() })
const list = z.object({ clinic: z.string().optional() })

export const pluginList: Command = {
  words: 'plugin list',
  usage: 'plugin list [--clinic S]',
  options: { clinic: { type: 'string' } },
  read(values, positionals) {
    only(positionals)
    return { clinic: optional(values, 'clinic') }
  },
  async run(house, asked) {
    const plugins = await house.host.pluginList(list.parse(asked).clinic)
    const text = plugins.map(
      ({ id, version, enabled, tier }) => `${enabled ? 'on ' : 'off'}  ${id} ${version}  ${tier}`,
    )
    return { ok: true, json: { plugins }, text: text.join('\n') }
  },
}

const flip = (verb: 'enable' | 'disable'): Command => ({
  words: `plugin ${verb}`,
  usage: `plugin ${verb} <id> --clinic S`,
  options: { clinic: { type: 'string' } },
  read(values, positionals) {
    const [id] = only(positionals, '<id>')
    return { id, clinic: need(values, 'clinic') }
  },
  async run(house, asked) {
    const { id, clinic } = one.parse(asked)
    await house.host[verb](clinic, id)
    return { ok: true, json: { id, clinic, enabled: verb === 'enable' }, text: `${id} is ${verb}d in ${clinic}` }
  },
})

export const pluginEnable = flip('enable')
export const pluginDisable = flip('disable')
