import { expect, test } from 'vitest'
import { trendCsv } from './trend-csv.js'

const HEAD = 'Test,Code,Collected,Comparator,Value,Unit,Reported,Flag,Range low,Range high,Source,Status,Note\r\n'

test('each point in the unit of the line beside what was reported, then what stands apart', () => {
  expect(
    trendCsv([
      {
        code: '2345-7',
        name: 'Glucose, fasting',
        unit: 'mg/dL',
        unitText: 'mg/dL',
        points: [
          {
            reference: 'Observation/1',
            at: '2026-01-02T08:00:00Z',
            value: 101.5,
            reported: '1.015 g/L',
            flag: 'H',
            low: 70,
            high: 99,
            source: 'St. "Mary", Riverside',
            status: 'final',
          },
          { reference: 'Observation/2', at: '2026-02', value: 600, reported: '>600 mg/dL', status: 'corrected' },
        ],
        apart: [{ reference: 'Observation/3', at: '2025-01-01', reported: '5,6 mmol/L' }],
      },
    ]),
  ).toBe(
    HEAD +
      '"Glucose, fasting",2345-7,2026-01-02T08:00:00Z,,101.5,mg/dL,1.015 g/L,H,70,99,"St. ""Mary"", Riverside",final,\r\n' +
      '"Glucose, fasting",2345-7,2026-02,>,600,mg/dL,>600 mg/dL,,,,,corrected,\r\n' +
      '"Glucose, fasting",2345-7,2025-01-01,,,,"5,6 mmol/L",,,,,,Unit can’t be converted\r\n',
  )
})

test('a text that a spreadsheet would run stays a text, a negative number a number', () => {
  const point = { reference: 'Observation/1', at: '2026-01-02', value: -3, reported: '-3 mmol/L', status: 'final' }
  const csv = trendCsv([
    {
      code: 'x',
      name: '=HYPERLINK("http://x")',
      unit: 'mmol/L',
      unitText: 'mmol/L',
      points: [{ ...point, source: '-cmd' }],
      apart: [],
    },
  ])
  expect(csv.split('\r\n')[1]).toBe(`"'=HYPERLINK(""http://x"")",x,2026-01-02,,-3,mmol/L,-3 mmol/L,,,,'-cmd,final,`)
})
