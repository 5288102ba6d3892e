import { msg } from '@lit/localize'
import type { SignId } from '../../domain/vitals.js'

/** What a sign is called in a tile or the head of a table. */
export function signName(sign: SignId): string {
  const names: Record<SignId, () => string> = {
    pressure: () => msg('Blood pressure'),
    pulse: () => msg('Pulse'),
    weight: () => msg('Weight'),
    bmi: () => msg('BMI'),
    oxygen: () => msg('Oxygen'),
    temperature: () => msg('Temperature'),
    breaths: () => msg('Breaths'),
    height: () => msg('Height'),
    head: () => msg('Head'),
    pain: () => msg('Pain'),
  }
  return names[sign]()
}
