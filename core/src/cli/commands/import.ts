import { resolve } from 'node:path'
import { z } from 'zod'
import { need, UsageError, type Command } from '../command.js'
import { importTexts } from '../import/import-texts.js'
import { filesOf, readInputs } from '../import/read-files.js'

const input = z.object({ clinic: z.string(), files: z.array(z.string()) })

export const importFiles: Command = {
  words: 'import',
  usage: 'import --clinic S PATH…   (JSON, NDJSON, .gz; folders)',
  options: { clinic: { type: 'string' } },
  read(values, positionals) {
    if (positionals.length === 0) throw new UsageError('import what? Name files or folders')
    const files = filesOf(positionals.map((path) => resolve(path)))
    if (files.length === 0) throw new UsageError('there are no .json or .ndjson files')
    return { clinic: need(values, 'clinic'), files }
  },
  async run(house, asked, tell) {
    const { clinic, files } = input.parse(asked)
    const report = await importTexts(house, clinic, readInputs(files), tell, files.length)
    const rows = report.failures.map(({ file, entry, reason }) => `  ${file} ${entry}: ${reason}`)
    const text = `${report.files} files: ${report.created} created, ${report.updated} updated, ${report.unchanged} unchanged, ${report.failed} failed in ${report.seconds} s`
    return { ok: report.failed === 0, json: report, text: [text, ...rows].join('\n') }
  },
}
