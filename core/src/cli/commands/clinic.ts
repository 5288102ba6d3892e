import { z } from 'zod'
import { need, only, optional, type Command } from '../command.js'

const input = z.object({
  slug: z.string(),
  name: z.string(),
  timezone: z.string(),
  npi: z.string().optional(),
  tin: z.string().optional(),
})

export const clinicCreate: Command = {
  words: 'clinic create',
  usage: 'clinic create <slug> --name TEXT --timezone ZONE [--npi N] [--tin N]',
  options: { name: { type: 'string' }, timezone: { type: 'string' }, npi: { type: 'string' }, tin: { type: 'string' } },
  read(values, positionals) {
    const [slug] = only(positionals, '<slug>')
    return {
      slug,
      name: need(values, 'name'),
      timezone: need(values, 'timezone'),
      npi: optional(values, 'npi'),
      tin: optional(values, 'tin'),
    }
  },
  async run(house, asked) {
    const { npi, tin, ...clinic } = input.parse(asked)
    await house.control.createClinic({ ...clinic, ...(npi ? { npi } : {}), ...(tin ? { tin } : {}) })
    // opening makes its files, so that a wrong folder shows now
    await house.clinics.open(clinic.slug)
    for (const { id } of house.host.definition.plugins) await house.host.enable(clinic.slug, id)
    const json = { slug: clinic.slug, fhirBase: `${house.config.url}/clinics/${clinic.slug}/fhir` }
    return { ok: true, json, text: `${clinic.name} is at ${house.config.url}/clinics/${clinic.slug}/` }
  },
}
