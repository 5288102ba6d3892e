import type { WriteStream } from 'node:tty'
import type { Progress } from './command.js'

const WIDTH = 30

/** Progress on stderr: one bar that redraws itself on a terminal, a line every few seconds elsewhere. */
export function makeReporter(out: WriteStream | NodeJS.WriteStream): { progress(now: Progress): void; done(): void } {
  let drawn = false
  let last = 0
  return {
    progress({ done, total, what }) {
      const now = Date.now()
      if (out.isTTY) {
        if (now - last < 80 && done < total) return
        const filled = total === 0 ? WIDTH : Math.round((done / total) * WIDTH)
        out.write(`\r\u001b[2K${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${done}/${total} ${what}`)
        drawn = true
      } else {
        if (now - last < 3000 && done < total) return
        out.write(`${done}/${total} ${what}\n`)
      }
      last = now
    },
    done() {
      if (drawn) out.write('\n')
    },
  }
}
