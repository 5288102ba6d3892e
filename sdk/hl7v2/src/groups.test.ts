import { describe, expect, it } from 'vitest'
import { groupResults, isProblem, parseMessage } from './index.js'

const group = (...names: string[]): ReturnType<typeof groupResults> => {
  const message = parseMessage(['MSH|^~\\&|A', ...names.map((name, i) => `${name}|${i + 1}`)].join('\r'))
  if (isProblem(message)) throw new Error(message.text)
  return groupResults(message)
}

describe('groups of results', () => {
  it('attach each note to what it stands behind', () => {
    const [patient] = group('PID', 'NTE', 'PV1', 'ORC', 'OBR', 'NTE', 'OBX', 'NTE', 'NTE', 'OBX', 'SPM', 'OBX').patients
    expect(patient?.notes.map(String)).toEqual(['NTE|2'])
    expect(String(patient?.visit)).toBe('PV1|3')
    const [order] = patient?.orders ?? []
    expect(order?.notes.map(String)).toEqual(['NTE|6'])
    expect(order?.observations.map(({ notes }) => notes.map(String))).toEqual([['NTE|8', 'NTE|9'], []])
    expect(order?.specimens[0]?.observations.map(({ obx }) => String(obx))).toEqual(['OBX|12'])
  })

  it('open an order at each ORC, and at each OBR that has none before it', () => {
    const [patient] = group('PID', 'OBR', 'OBX', 'OBR', 'OBX', 'ORC', 'OBR', 'OBX', 'ORC').patients
    expect(patient?.orders.map(({ orc, obr }) => [orc, obr].map((each) => String(each ?? '')))).toEqual([
      ['', 'OBR|2'],
      ['', 'OBR|4'],
      ['ORC|6', 'OBR|7'],
      ['ORC|9', ''],
    ])
  })

  it('hold several patients, and results without any', () => {
    expect(group('PID', 'OBR', 'OBX', 'PID', 'OBR').patients.map(({ pid }) => String(pid))).toEqual(['PID|1', 'PID|4'])
    expect(group('SFT', 'OBX').patients[0]?.observations).toHaveLength(1)
  })
})
