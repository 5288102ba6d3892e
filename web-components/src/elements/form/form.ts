import { css, html, nothing, type TemplateResult } from 'lit'
import type { Entry } from './entry.js'

/** A form of a workspace: fields that scroll, and a foot with one primary button. */
export interface FormParts {
  entry: Pick<Entry<object>, 'busy' | 'refusal'>
  fields: TemplateResult
  /** Verb + object: "Record vitals". */
  button: string
  /** What is missing, or what will happen; beside the button. */
  note?: TemplateResult | string
  danger?: boolean
  onSave(): void
}

/** Ctrl/⌘ Enter saves from anywhere in the form; Enter does from a single line. */
export const form = ({ entry, fields, button, note, danger = false, onSave }: FormParts) =>
  html`<form
    novalidate
    @submit=${(event: Event) => {
      event.preventDefault()
      onSave()
    }}
    @keydown=${(event: KeyboardEvent) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
      event.preventDefault()
      onSave()
    }}
  >
    <div class="fields">${fields}</div>
    <footer>
      ${entry.refusal ? html`<p class="refusal" role="alert"><tessera-icon name="circle-alert"></tessera-icon>${entry.refusal.detail}</p>` : nothing}
      <div class="foot">
        <span class="note">${note ?? nothing}</span>
        <button class="btn ${danger ? 'danger' : 'primary'}" type="submit" aria-busy=${entry.busy ? 'true' : nothing}>
          ${button}
        </button>
      </div>
    </footer>
  </form>`

/** `radios` in one row: segments of which one is chosen. */
export const choice = <V extends string>(
  name: string,
  label: string,
  options: readonly (readonly [value: V, text: string])[],
  value: V | undefined,
  onChoose: (value: V) => void,
) =>
  html`<fieldset class="choice">
    <legend>${label}</legend>
    <div class="segments">
      ${options.map(
        ([each, text]) =>
          html`<label
            ><input
              type="radio"
              name=${name}
              value=${each}
              .checked=${each === value}
              @change=${() => onChoose(each)}
            /><span>${text}</span></label
          >`,
      )}
    </div>
  </fieldset>`

export const textOf = (event: Event): string => {
  const { target } = event
  return target instanceof HTMLInputElement ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement
    ? target.value
    : ''
}

export const formStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-block-size: 100%;
  }
  form {
    display: flex;
    flex: 1;
    flex-direction: column;
  }
  .fields {
    display: grid;
    flex: 1;
    align-content: start;
    gap: var(--tessera-space-4);
    padding: var(--tessera-space-4);
  }
  .two {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    align-items: start;
    gap: var(--tessera-space-3);
  }
  .three {
    display: grid;
    grid-template-columns: repeat(3, minmax(0, 1fr));
    align-items: start;
    gap: var(--tessera-space-3);
  }
  footer {
    position: sticky;
    inset-block-end: 0;
    display: grid;
    gap: var(--tessera-space-2);
    padding: var(--tessera-space-3) var(--tessera-space-4);
    background: var(--tessera-surface);
    border-block-start: 1px solid var(--tessera-border);
  }
  .foot {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--tessera-space-3);
  }
  .foot .btn {
    min-block-size: var(--tessera-control, 2rem);
  }
  .note {
    font: var(--tessera-text-sm);
    color: var(--tessera-fg-muted);
  }
  .refusal {
    display: flex;
    gap: 0.375rem;
    font: var(--tessera-text-sm);
    color: var(--tessera-danger);
  }
  .refusal tessera-icon {
    margin-block-start: 1px;
  }
  .choice {
    display: grid;
    gap: 0.25rem;
    margin: 0;
    padding: 0;
    border: 0;
    min-inline-size: 0;
  }
  .choice legend {
    padding: 0 0 0.25rem;
    font: 600 0.75rem/1rem var(--tessera-font-family);
    color: var(--tessera-fg-muted);
  }
  .segments {
    display: flex;
    flex-wrap: wrap;
    gap: 0.375rem;
  }
  .segments label {
    position: relative;
    display: inline-flex;
  }
  .segments input {
    position: absolute;
    inset: 0;
    opacity: 0;
    margin: 0;
    cursor: pointer;
  }
  .segments span {
    display: inline-flex;
    align-items: center;
    min-block-size: var(--tessera-control);
    padding: 0 0.625rem;
    border: 1px solid var(--tessera-control-border);
    border-radius: var(--tessera-radius);
    font: var(--tessera-text-sm);
    background: var(--tessera-surface);
  }
  .segments input:checked + span {
    border-color: var(--tessera-accent);
    background: var(--tessera-accent-soft);
    color: var(--tessera-accent-fg);
    font-weight: 600;
  }
  .segments input:focus-visible + span {
    outline: 2px solid var(--tessera-focus);
    outline-offset: 2px;
  }
  details > summary {
    cursor: pointer;
    font: 600 0.8125rem/1.5rem var(--tessera-font-family);
    color: var(--tessera-accent-fg);
  }
`
