import { msg } from '@lit/localize'
import { css, html, nothing, type TemplateResult } from 'lit'

/** What stands around a native control. `control` must use `id`, and `aria-describedby` of {@link describedBy}. */
export interface FieldParts {
  id: string
  label: string
  hint?: string
  /** What is wrong and what to do, after the person has left the field. */
  error?: string
  optional?: boolean
  control: TemplateResult
}

/**
 * A labelled native control: label above, hint below, error in the hint's place. A template and not an element, since
 * `for` and `aria-describedby` don't cross shadow roots.
 *
 * @example
 * field({ id: 'dose', label: msg('Dose'), control: html`<input id="dose" />` })
 */
export function field({ id, label, hint, error, optional, control }: FieldParts): TemplateResult {
  return html`<div class="field ${error ? 'bad' : ''}">
    <label for=${id}>${label}${optional ? html` <span class="count">${msg('(optional)')}</span>` : nothing}</label>
    ${control}
    ${
      error
        ? html`<span class="err" id=${`${id}-note`}
            ><tessera-icon name="circle-alert" size="s"></tessera-icon>${error}</span
          >`
        : hint
          ? html`<span class="hint" id=${`${id}-note`}>${hint}</span>`
          : nothing
    }
  </div>`
}

/** Value of `aria-describedby` for the control of a field. */
export const describedBy = (parts: Pick<FieldParts, 'id' | 'hint' | 'error'>): string | typeof nothing =>
  parts.error || parts.hint ? `${parts.id}-note` : nothing

export const fieldStyles = css`
  .field {
    display: grid;
    gap: 0.25rem;
    min-inline-size: 0;
  }
  .field > label,
  .label {
    font: 600 0.75rem/1rem var(--tessera-font-family);
    color: var(--tessera-fg-muted);
  }
  .in,
  .field > input,
  .field > select,
  .field > textarea {
    inline-size: 100%;
    min-block-size: var(--tessera-control);
    padding: 0.3125rem 0.625rem;
    border: 1px solid var(--tessera-control-border);
    border-radius: var(--tessera-radius);
    background: var(--tessera-surface);
    font: var(--tessera-text-md);
    color: var(--tessera-fg);
    box-sizing: border-box;
  }
  textarea {
    resize: vertical;
  }
  .hint {
    font: var(--tessera-text-xs);
    font-weight: 400;
    color: var(--tessera-fg-muted);
  }
  .bad > label {
    color: var(--tessera-danger);
  }
  .bad input,
  .bad select,
  .bad textarea {
    border-color: var(--tessera-danger);
    box-shadow: inset 0 0 0 1px var(--tessera-danger);
  }
  .err {
    display: flex;
    gap: 0.25rem;
    font: var(--tessera-text-xs);
    color: var(--tessera-danger);
  }
  .err tessera-icon {
    margin-block-start: 1px;
  }
  .field .count {
    font-weight: 500;
    color: var(--tessera-fg-faint);
  }
`
