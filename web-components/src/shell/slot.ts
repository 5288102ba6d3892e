import { consume } from '@lit/context'
import { LitElement, css, html, nothing } from 'lit'
import { property } from 'lit/decorators.js'
import { repeat } from 'lit/directives/repeat.js'
import type { HostContext, PointId } from '@tessera/sdk'
import { hostContext } from '../index.js'
import type { TesseraOutlet } from './outlet.js'
import { contributionsAt } from './registry.js'
import { shellContext, type ShellContext } from './shell-context.js'

/**
 * @summary A point of the shell where plugins appear: one outlet for each contribution, following the live registry.
 * @attr point - `patient.summaryCard` …
 * @attr column - only contributions of this column (`start` when they name none)
 */
export class TesseraSlot extends LitElement {
  static override styles = css`
    :host {
      display: grid;
      gap: var(--tessera-space-3);
      min-inline-size: 0;
      align-content: start;
    }
  `
  @property() point: PointId = 'patient.summaryCard'
  @property() column?: 'full' | 'start' | 'end'
  @property() frame: TesseraOutlet['frame'] = 'card'
  @consume({ context: shellContext, subscribe: true })
  @property({ attribute: false })
  shell?: ShellContext
  @consume({ context: hostContext, subscribe: true })
  @property({ attribute: false })
  host?: HostContext

  /** Whether every element here may be left. */
  async canLeave(): Promise<boolean> {
    const outlets = [...this.renderRoot.querySelectorAll<TesseraOutlet>('tessera-outlet')]
    const answers = await Promise.all(outlets.map((outlet) => outlet.canLeave()))
    return answers.every(Boolean)
  }

  protected override render() {
    if (!this.host) return nothing
    const all = contributionsAt(this.shell?.registry, this.point, this.host)
    const here = this.column ? all.filter((each) => (each.column ?? 'start') === this.column) : all
    return repeat(
      here,
      (each) => `${each.plugin}:${each.id}`,
      (each) => html`<tessera-outlet .contribution=${each} frame=${this.frame}></tessera-outlet>`,
    )
  }
}
