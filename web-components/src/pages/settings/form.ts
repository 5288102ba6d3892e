import { msg, str } from '@lit/localize'
import { html, nothing, type TemplateResult } from 'lit'
import { live } from 'lit/directives/live.js'
import { describedBy, field } from '../../index.js'
import { emptyValue, isSchema, kindOf, labelOf, placeIn, plainSchema, type Schema } from './schema.js'

/** One value of the form and what to do when a person changes it. */
interface Part {
  schema: Schema
  value: unknown
  /** `senders[0].host` */
  path: string
  label: string
  optional: boolean
  errors: ReadonlyMap<string, string>
  change(value: unknown): void
}

/** The fields of an object, one below the other. */
export function groupFields(
  given: Schema,
  value: unknown,
  path: string,
  errors: ReadonlyMap<string, string>,
  change: (value: unknown) => void,
): TemplateResult[] {
  const schema = plainSchema(given)
  const values = record(value)
  return Object.entries(schema.properties ?? {}).map(([key, each]) => {
    const plain = plainSchema(each)
    return part({
      schema: plain,
      value: values[key] ?? (plain.default === undefined ? undefined : plain.default),
      path: placeIn(path, key),
      label: labelOf(key, plain),
      optional: !schema.required?.includes(key) && plain.default === undefined,
      errors,
      change: (next) => change(withKey(values, key, next)),
    })
  })
}

function part(each: Part): TemplateResult {
  switch (kindOf(each.schema)) {
    case 'group':
      return section(each, html`${groupFields(each.schema, each.value, each.path, each.errors, each.change)}`)
    case 'rows':
      return section(each, rows(each))
    case 'list':
      return section(each, list(each))
    case 'named':
      return section(each, named(each))
    case 'choices':
      return section(each, choices(each))
    case 'toggle':
      return toggle(each)
    default:
      return html`<div class="one">${control(each)}</div>`
  }
}

/** A labelled native control for one value. */
function control({ schema, value, path, label, optional, errors, change }: Part): TemplateResult {
  const id = `f-${path}`
  const error = errors.get(path)
  const parts = {
    id,
    label,
    optional,
    ...(schema.description ? { hint: schema.description } : {}),
    ...(error ? { error } : {}),
  }
  const described = describedBy(parts)
  const bad = error ? 'true' : nothing
  const text = value === undefined || value === null ? '' : String(value)
  const input = (event: Event) => (event.target as HTMLInputElement).value
  switch (kindOf(schema)) {
    case 'choice':
      return field({
        ...parts,
        control: html`<select
          id=${id}
          aria-describedby=${described}
          aria-invalid=${bad}
          @change=${(event: Event) => change(schema.enum?.[Number(input(event))])}
        >
          ${optional ? html`<option value="" ?selected=${value === undefined}>${msg('Not set')}</option>` : nothing}
          ${schema.enum?.map(
            (each, i) => html`<option value=${i} ?selected=${each === value}>${String(each)}</option>`,
          )}
        </select>`,
      })
    case 'number':
      return field({
        ...parts,
        control: html`<input
          id=${id}
          class="short"
          type="number"
          step=${schema.type === 'integer' ? '1' : 'any'}
          min=${schema.minimum ?? nothing}
          max=${schema.maximum ?? nothing}
          aria-describedby=${described}
          aria-invalid=${bad}
          .value=${live(text)}
          @change=${(event: Event) => change(input(event) === '' ? undefined : Number(input(event)))}
        />`,
      })
    case 'area':
      return field({
        ...parts,
        control: html`<textarea
          id=${id}
          rows=${Math.min(14, Math.max(3, text.split('\n').length + 1))}
          maxlength=${schema.maxLength ?? nothing}
          aria-describedby=${described}
          aria-invalid=${bad}
          .value=${live(text)}
          @change=${(event: Event) => change(input(event))}
        ></textarea>`,
      })
    case 'text':
      return field({
        ...parts,
        control: html`<input
          id=${id}
          type=${schema.format === 'date' ? 'date' : schema.format === 'time' ? 'time' : 'text'}
          maxlength=${schema.maxLength ?? nothing}
          aria-describedby=${described}
          aria-invalid=${bad}
          autocomplete="off"
          .value=${live(text)}
          @change=${(event: Event) => change(optional && input(event) === '' ? undefined : input(event))}
        />`,
      })
    default:
      return field({
        ...parts,
        hint: schema.description ?? msg('As JSON'),
        control: html`<textarea
          id=${id}
          class="code"
          rows="6"
          spellcheck="false"
          aria-describedby=${describedBy({ ...parts, hint: 'JSON' })}
          aria-invalid=${bad}
          .value=${live(value === undefined ? '' : JSON.stringify(value, null, 2))}
          @change=${(event: Event) => change(parsed(input(event)))}
        ></textarea>`,
      })
  }
}

const section = ({ label, schema, path, errors }: Part, content: unknown) =>
  html`<fieldset>
    <legend>${label}</legend>
    ${schema.description ? html`<p class="hint">${schema.description}</p>` : nothing}
    ${errors.has(path) ? html`<p class="err" role="alert"><tessera-icon name="circle-alert" size="s"></tessera-icon>${errors.get(path)}</p>` : nothing}
    ${content}
  </fieldset>`

const toggle = ({ schema, value, path, label, errors, change }: Part) => {
  const id = `f-${path}`
  const note = errors.get(path) ?? schema.description
  return html`<div class="toggle ${errors.has(path) ? 'bad' : ''}">
    <input
      id=${id}
      type="checkbox"
      aria-describedby=${note ? `${id}-note` : nothing}
      .checked=${live(value === true)}
      @change=${(event: Event) => change((event.target as HTMLInputElement).checked)}
    />
    <label for=${id}>${label}</label>
    ${note ? html`<span class="hint" id=${`${id}-note`}>${note}</span>` : nothing}
  </div>`
}

function choices({ schema, value, path, change }: Part): TemplateResult {
  const chosen = array(value)
  const options = plainSchema(schema.items ?? {}).enum ?? []
  return html`<div class="row wrap">
    ${options.map(
      (each, i) =>
        html`<label class="check"
          ><input
            type="checkbox"
            id=${`f-${path}-${i}`}
            .checked=${live(chosen.includes(each))}
            @change=${() => change(options.filter((own) => (own === each) !== chosen.includes(own)))}
          />${String(each)}</label
        >`,
    )}
  </div>`
}

function list(each: Part): TemplateResult {
  const items = plainSchema(each.schema.items ?? {})
  const values = array(each.value)
  return html`${values.map(
    (value, i) =>
      html`<div class="item">
        ${control({
          ...each,
          schema: items,
          value,
          path: placeIn(each.path, i),
          label: `${each.label} ${i + 1}`,
          optional: false,
          change: (next) => each.change(values.with(i, next)),
        })}
        ${remove(msg(str`Remove ${each.label} ${i + 1}`), () => each.change(values.toSpliced(i, 1)))}
      </div>`,
  )}${add(() => each.change([...values, emptyValue(items)]))}`
}

function rows(each: Part): TemplateResult {
  const items = plainSchema(each.schema.items ?? {})
  const values = array(each.value)
  return html`${values.map((value, i) => {
    const path = placeIn(each.path, i)
    const name = rowName(value) ?? `${i + 1}`
    return html`<div class="rowbox" role="group" aria-label=${`${each.label}: ${name}`}>
      <div class="row">
        <b class="grow">${name}</b>
        ${remove(msg(str`Remove ${name}`), () => each.change(values.toSpliced(i, 1)))}
      </div>
      <div class="fields">
        ${groupFields(items, value, path, each.errors, (next) => each.change(values.with(i, next)))}
      </div>
    </div>`
  })}${add(() => each.change([...values, emptyValue(items)]))}`
}

/** Values under names that a person gives: `{ ".ros": "…" }`. */
function named(each: Part): TemplateResult {
  const items = plainSchema(isSchema(each.schema.additionalProperties) ? each.schema.additionalProperties : {})
  const entries = Object.entries(record(each.value))
  const put = (next: [string, unknown][]) => each.change(Object.fromEntries(next))
  return html`${entries.map(([key, value], i) => {
    const path = placeIn(each.path, key)
    return html`<div class="rowbox" role="group" aria-label=${key}>
      <div class="row">
        <div class="grow">
          ${control({
            ...each,
            schema: { type: 'string' },
            value: key,
            path: `${path}#name`,
            label: msg('Name'),
            optional: false,
            change: (name) => put(entries.with(i, [String(name), value])),
          })}
        </div>
        ${remove(msg(str`Remove ${key}`), () => put(entries.toSpliced(i, 1)))}
      </div>
      ${part({
        ...each,
        schema: items,
        value,
        path,
        label: labelOf('value', items),
        optional: false,
        change: (next) => put(entries.with(i, [key, next])),
      })}
    </div>`
  })}${add(() => put([...entries, [freeName(entries.map(([key]) => key)), emptyValue(items)]]))}`
}

const remove = (label: string, run: () => void) =>
  html`<button class="btn icon" type="button" aria-label=${label} title=${label} @click=${run}>
    <tessera-icon name="x"></tessera-icon>
  </button>`

const add = (run: () => void) =>
  html`<button class="btn s" type="button" @click=${run}>
    <tessera-icon name="plus"></tessera-icon>${msg('Add')}
  </button>`

/** What a row is called: its label, else its first short text. */
function rowName(value: unknown): string | undefined {
  const { label, title, name, ...others } = record(value)
  return [label, title, name, ...Object.values(others)].find(
    (each): each is string => typeof each === 'string' && each !== '' && each.length <= 60,
  )
}

function freeName(taken: readonly string[]): string {
  for (let n = 1; ; n++) if (!taken.includes(`name${n}`)) return `name${n}`
}

function withKey(values: Record<string, unknown>, key: string, next: unknown): Record<string, unknown> {
  const { [key]: _before, ...others } = values
  return next === undefined ? others : { ...values, [key]: next }
}

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
const array = (value: unknown): unknown[] => (Array.isArray(value) ? [...value] : [])

/** What can't be read stays a text, and the server says what is wrong with it. */
function parsed(text: string): unknown {
  try {
    return text.trim() === '' ? undefined : JSON.parse(text)
  } catch {
    return text
  }
}
