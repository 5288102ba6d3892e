import { z } from 'zod'
import { only, optional, UsageError, type Command } from '../command.js'

const input = z.object({ clinic: z.string().optional() })

export const auditVerify: Command = {
  words: 'audit verify',
  usage: 'audit verify [--clinic S]   (without a clinic: the platform’s chain)',
  options: { clinic: { type: 'string' } },
  read(values, positionals) {
    only(positionals)
    return { clinic: optional(values, 'clinic') }
  },
  async run(house, asked) {
    const { clinic } = input.parse(asked)
    const open = clinic === undefined ? undefined : await house.clinics.open(clinic)
    if (open === null) throw new UsageError(`there is no clinic ${clinic}`)
    const verdict = await (open?.audit ?? house.control.audit).verify()
    const what = clinic ?? 'platform'
    const text = verdict.ok
      ? `${what}: ${verdict.events} events, whole; head ${verdict.head.slice(0, 16)}`
      : `${what}: broken at event ${verdict.firstBad?.seq}: ${verdict.firstBad?.why}`
    return { ok: verdict.ok, json: verdict, text }
  },
}
