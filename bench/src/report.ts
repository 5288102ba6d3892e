import { cpus, loadavg, platform, release, totalmem } from 'node:os'
import type { Controls, Row } from './row.js'

export const machine = () => ({
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGB: Math.round(totalmem() / 2 ** 30),
  system: `${platform()} ${release()}`,
  node: process.versions.node,
  load: loadavg().map((each) => Math.round(each * 100) / 100),
})

/** The result as a table for people. */
export function table(controls: Controls, rows: readonly Row[]): string {
  const cells = rows.map((each) => [
    each.ok ? '✓' : '✗',
    each.name,
    `${each.value} ${each.unit}`,
    String(each.ratio),
    each.goal,
    each.detail ?? '',
  ])
  const head = ['', 'what', 'value', 'ratio', 'goal', '']
  const widths = head.map((name, column) => Math.max(name.length, ...cells.map((line) => line[column]?.length ?? 0)))
  const line = (texts: readonly string[]) =>
    texts
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  const { H, B, J, N } = controls
  return [
    `H ${Math.round(H)} requests/s · B ${Math.round(B)} inserts/s · J ${J.toFixed(2)} µs · N ${N.toFixed(1)} ms`,
    '',
    line(head),
    ...cells.map(line),
  ].join('\n')
}
