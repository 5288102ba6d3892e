import { ContextProvider, consume } from '@lit/context'
import { msg, str } from '@lit/localize'
import type { HostContext, ResolvedContribution } from '@tessera/sdk'
import { LitElement, html, nothing } from 'lit'
import { property, query, state } from 'lit/decorators.js'
import {
  baseStyles,
  buttonStyles,
  describedBy,
  field,
  fieldStyles,
  formatAge,
  formatDate,
  formatDateTime,
  formatSex,
  hostContext,
  keyStyles,
  noteStyles,
  placeOf,
  today,
} from '../../index.js'
import { POOLS, type Item, type Pool } from '../../shell/inbox/tasks.js'
import type { TesseraOutlet } from '../../shell/outlet.js'
import { chartPath } from '../../shell/router.js'
import { shellContext, type ShellContext } from '../../shell/shell-context.js'
import { taskStyles } from './inbox.styles.js'
import { statusChip } from './status-chip.js'
import { assign, complete, loadPractitioners, type Assignee } from './task-writes.js'

/**
 * @summary The open item of the Inbox: whose it is, then what its plugin draws, else its words with Done and Assign.
 * Writes from here name the item's patient.
 * @event tessera-task-done - it is done or handed on; the Inbox goes to the next
 */
export class TesseraTask extends LitElement {
  static override styles = [baseStyles, buttonStyles, keyStyles, noteStyles, fieldStyles, taskStyles]
  @property({ attribute: false }) item!: Item
  @property({ attribute: false }) renderer?: ResolvedContribution
  /** It has left the list while it was open: done or taken by somebody else. */
  @property({ type: Boolean }) gone = false
  @consume({ context: shellContext, subscribe: true })
  @property({ attribute: false })
  shell?: ShellContext
  /** The page's host, without a patient. */
  @consume({ context: hostContext, subscribe: true })
  @property({ attribute: false })
  outer?: HostContext
  @state() private busy = false
  @state() private assigning = false
  @state() private people: readonly { practitioner: string; display: string }[] = []
  @query('tessera-outlet') private outlet?: TesseraOutlet
  readonly #host = new ContextProvider(this, { context: hostContext })
  readonly #inner = new ContextProvider(this, { context: shellContext })
  #leaving = new AbortController()

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#leaving.abort()
    this.#leaving = new AbortController()
  }

  async canLeave(): Promise<boolean> {
    return (await this.outlet?.canLeave()) ?? true
  }

  /** `e`: done and next. What a plugin draws decides itself what done means, on `tessera-task-finish`. */
  async finish(): Promise<void> {
    const element = this.outlet?.element
    if (element) element.dispatchEvent(new CustomEvent('tessera-task-finish', { cancelable: true }))
    else if (!this.renderer) await this.#done()
  }

  protected override willUpdate(): void {
    const { shell, outer, item } = this
    if (!shell || !outer || this.#host.value) return
    this.#host.setValue(item.patient ? shell.hostFor(item.patient) : outer)
    this.#inner.setValue(item.patient ? shell.about(item.patient.id) : shell)
  }

  protected override render() {
    const { item, renderer } = this
    return html`${this.#who()}
    ${
      this.gone
        ? html`<div class="note info">
            <tessera-icon name="circle-check"></tessera-icon>
            <div>${msg('This is no longer open: it was done or handed on.')}</div>
          </div>`
        : nothing
    }
    ${
      renderer
        ? html`<div class="drawn">
            <tessera-outlet frame="page" fill .contribution=${renderer} .props=${{ task: item.task }}></tessera-outlet>
          </div>`
        : this.#plain()
    }`
  }

  #who() {
    const { patient } = this.item
    const { shell, outer } = this
    if (!patient) return html`<header class="who"><h2>${this.item.task.code?.text ?? msg('Task')}</h2></header>`
    const born = patient.birthDate
    return html`<header class="who">
      <tessera-patient-mark record-id=${patient.id} size="40"></tessera-patient-mark>
      <div class="grow">
        <h2>${patient.display}</h2>
        <p class="sm muted">
          ${born ? html`<b>${formatAge(born, today(outer?.clinic.timezone))}</b> · ` : nothing}${formatSex(
            patient.gender,
          )}${born ? html` · ${msg('Born')} <b>${formatDate(born)}</b>` : nothing}${
            patient.mrn ? html` · ${msg('MRN')} <b>${patient.mrn}</b>` : nothing
          }
        </p>
      </div>
      <a class="btn" href=${chartPath(shell?.base ?? '', patient.id)}>${msg('Open chart')}</a>
    </header>`
  }

  #plain() {
    const { task, overdue } = this.item
    const place = this.outer ? placeOf(this.outer) : {}
    const due = task.restriction?.period?.end
    const facts = [
      task.authoredOn && msg(str`Since ${formatDateTime(task.authoredOn, place)}`),
      due && msg(str`due ${formatDate(due, place)}`),
      task.requester?.display && msg(str`from ${task.requester.display}`),
    ].filter(Boolean)
    return html`<div class="body">
        <tessera-card heading=${task.code?.text ?? msg('Task')} icon="circle-check">
          <div class="inner stack">
            <p class="say">${task.description ?? msg('No description was given.')}</p>
            <p class="row wrap sm muted">
              ${statusChip(this.item)} ${overdue ? html`<tessera-chip status="overdue"></tessera-chip>` : nothing}
              ${facts.join(' · ')}
            </p>
            ${task.note?.map(
              (note) =>
                html`<p class="note">
                  <tessera-icon name="message-square"></tessera-icon
                  ><span
                    >${note.text}
                    <span class="muted"
                      >${[note.authorString ?? note.authorReference?.display, note.time && formatDateTime(note.time, place)].filter(Boolean).join(', ')}</span
                    ></span
                  >
                </p>`,
            )}
          </div>
        </tessera-card>
        ${this.assigning ? this.#assignForm() : nothing}
      </div>
      <footer>
        <button class="btn" type="button" aria-expanded=${this.assigning} @click=${() => void this.#toggleAssign()}>
          ${msg('Assign to…')}
        </button>
        <button class="btn primary" type="button" aria-busy=${this.busy} @click=${() => void this.#done()}>
          ${msg('Done')}<span class="kbd" aria-hidden="true">E</span>
        </button>
      </footer>`
  }

  #assignForm() {
    const to = { id: 'to', label: msg('Assign to') }
    const note = { id: 'note', label: msg('Note'), optional: true }
    return html`<form @submit=${this.#assigned}>
      ${field({
        ...to,
        control: html`<select id="to" name="to" required aria-describedby=${describedBy(to)}>
          <optgroup label=${msg('Pools')}>
            ${POOLS.map((pool) => html`<option value=${`pool:${pool}`}>${poolName(pool)}</option>`)}
          </optgroup>
          <optgroup label=${msg('People')}>
            ${this.people.map(({ practitioner, display }) => html`<option value=${practitioner}>${display}</option>`)}
          </optgroup>
        </select>`,
      })}
      ${field({ ...note, control: html`<textarea id="note" name="note" rows="3"></textarea>` })}
      <button class="btn primary" type="submit" aria-busy=${this.busy}>${msg('Assign')}</button>
    </form>`
  }

  async #toggleAssign(): Promise<void> {
    this.assigning = !this.assigning
    const { outer } = this
    if (!this.assigning || !outer || this.people.length > 0) return
    try {
      this.people = await loadPractitioners(outer, this.#leaving.signal)
    } catch {
      // Pools can still be chosen.
    }
  }

  readonly #assigned = async (event: SubmitEvent) => {
    event.preventDefault()
    if (!(event.target instanceof HTMLFormElement)) return
    const data = new FormData(event.target)
    const chosen = String(data.get('to'))
    const pool = POOLS.find((each) => chosen === `pool:${each}`)
    const display = this.people.find(({ practitioner }) => practitioner === chosen)?.display ?? ''
    const to: Assignee = pool ? { pool } : { practitioner: chosen, display }
    const name = pool ? poolName(pool) : display
    await this.#write(
      (host) => assign(host, this.item.id, to, String(data.get('note')).trim()),
      msg(str`Assigned to ${name}`),
    )
  }

  #done(): Promise<void> {
    return this.#write((host) => complete(host, this.item.id), msg('Done'))
  }

  async #write(write: (host: HostContext) => Promise<() => Promise<void>>, text: string): Promise<void> {
    const host = this.#host.value
    if (this.busy || !host) return
    this.busy = true
    try {
      const takeBack = await write(host)
      const undo = () => {
        takeBack().then(
          () => host.notify({ text: msg('Undone') }),
          () => host.notify({ kind: 'error', text: msg('Not undone: somebody has changed it since.') }),
        )
      }
      host.notify({ text, action: { label: msg('Undo'), run: undo } })
      this.dispatchEvent(new CustomEvent('tessera-task-done', { bubbles: true, composed: true }))
    } catch {
      host.notify({ kind: 'error', text: msg('Not saved. The item is still open; try again.') })
    } finally {
      this.busy = false
    }
  }
}

function poolName(pool: Pool): string {
  const names: Record<Pool, string> = {
    clinician: msg('Clinicians'),
    nurse: msg('Nurses'),
    frontdesk: msg('Front desk'),
    biller: msg('Billing'),
  }
  return names[pool]
}
