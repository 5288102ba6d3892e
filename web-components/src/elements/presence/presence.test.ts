import type { HostContext } from '@tessera/sdk'
import { afterEach, expect, test } from 'vitest'
import '../../index.js'
import { clear, html, mount, settled, testHost, textOf, violations } from '../../test/mount.js'

afterEach(clear)

test('it says who else is there, comes and goes with the element, and is quiet alone', async () => {
  const entered: { key: string; signal: AbortSignal }[] = []
  let tell: (people: readonly { id: string; display: string }[]) => void = () => undefined
  const presence: HostContext['presence'] = {
    enter: (key, others, signal) => {
      entered.push({ key, signal })
      tell = others
    },
  }
  const element = await mount(html`<tessera-presence key="Composition/c1" what="this note"></tessera-presence>`, {
    host: testHost({ presence }),
  })
  expect(entered.map(({ key }) => key)).toEqual(['Composition/c1'])
  expect(textOf(element).trim()).toBe('')
  tell([{ id: 'u2', display: 'Dr Chen' }])
  await settled(element)
  expect(textOf(element)).toContain('Dr Chen is editing this note')
  expect(await violations(element)).toEqual([])
  tell([
    { id: 'u2', display: 'Dr Chen' },
    { id: 'u3', display: 'Tomas Reyes' },
  ])
  await settled(element)
  expect(textOf(element)).toContain('Dr Chen and Tomas Reyes are editing this note')
  element.remove()
  expect(entered[0]?.signal.aborted).toBe(true)
})
