import { msg, str } from '@lit/localize'
import type { HostContext } from '@tessera/sdk'
import { formatShortDate, type Place } from '@tessera/web-components'
import { html, nothing } from 'lit'
import type { FollowedCondition } from '../data/condition.js'
import { sinceDate } from '../parts/words.js'
import { isClinician } from '../records/may.js'
import type { ConditionActions } from './condition-view.js'

/** Goals of a condition: set, ended, and the way to a prescription. */
export function goalsCard(
  { goals, condition, measure }: FollowedCondition,
  host: HostContext,
  actions: Pick<ConditionActions, 'setGoal' | 'endGoal' | 'prescribe'>,
  place: Place,
) {
  const canSet = isClinician(host)
  return html`<tessera-card
    heading=${msg('Goals')}
    state=${goals.length === 0 ? 'empty' : 'ready'}
    empty-text=${msg('No goal is set')}
    icon="target"
  >
    ${
      canSet
        ? html`<tessera-button
            slot=${goals.length === 0 ? 'empty' : 'action'}
            kind=${goals.length === 0 ? 'plain' : 'quiet'}
            size="s"
            icon="plus"
            @click=${() => actions.setGoal(condition.id ?? '', measure)}
            >${msg('Set a goal')}</tessera-button
          >`
        : nothing
    }
    <ul class="rows">
      ${goals.map((goal) => {
        const due = goal.target?.find(({ dueDate }) => dueDate)?.dueDate
        return html`<li>
          <span class="grow"
            ><b>${goal.description.text}</b><br /><span class="muted sm"
              >${due ? msg(str`by ${formatShortDate(due, place)}`) : goal.startDate ? msg(str`since ${sinceDate(goal.startDate, place)}`) : nothing}</span
            ></span
          >
          ${
            canSet
              ? html`<tessera-button
                  kind="icon"
                  size="s"
                  icon="x"
                  label=${msg(str`End the goal ${goal.description.text ?? ''}`)}
                  @click=${() => actions.endGoal(goal.id ?? '')}
                ></tessera-button>`
              : nothing
          }
        </li>`
      })}
    </ul>
    ${
      canSet
        ? html`<div slot="footer">
            <tessera-button size="s" icon="pill" @click=${() => actions.prescribe()}
              >${msg('Prescribe')}</tessera-button
            >
          </div>`
        : nothing
    }
  </tessera-card>`
}
