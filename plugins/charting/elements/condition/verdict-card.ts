import { msg, str } from '@lit/localize'
import { formatNumber, type Place } from '@tessera/web-components'
import { html, nothing } from 'lit'
import { MEASURES } from '../../domain/measures.js'
import type { FollowedCondition } from '../data/condition.js'
import { sourceChip } from '../parts/pieces.js'
import { clinicalStatusWord, problemSince } from '../parts/problem-words.js'
import { sinceDate } from '../parts/words.js'
import { aimsText, laneName, pointText, unitText } from './lane-words.js'
import { goalSentence, verdictSentence } from './verdict-words.js'

/** How a condition goes, with the reason in words and how that is judged. */
export function verdictCard(page: FollowedCondition, name: string, change: (id: string) => void, place: Place) {
  const { condition, measure, judgement, lanes } = page
  const [lane] = lanes
  const aim = lane ? aimsText(lane.targets, place) : ''
  return html`<tessera-card class="verdict-card" padded heading=${name}>
    <span slot="badge" class="row wrap">
      ${judgement ? verdictChip(judgement.word, (judgement.moved ?? 0) > 0) : html`<tessera-chip>${clinicalStatusWord(condition)}</tessera-chip>`}
      ${
        judgement && judgement.goal !== 'none'
          ? judgement.goal === 'met'
            ? html`<tessera-chip kind="good" icon="target">${msg('At goal')}</tessera-chip>`
            : html`<tessera-chip icon="target">${msg('Not yet at goal')}</tessera-chip>`
          : nothing
      }
      ${sourceChip(page.outside, true)}
    </span>
    <tessera-button slot="action" kind="quiet" size="s" icon="pencil-line" @click=${() => change(condition.id ?? '')}
      >${msg('Change')}</tessera-button
    >
    <div class="verdict">
      <div class="said">
        ${
          measure && judgement
            ? html`<p>${verdictSentence(measure, judgement, place)} ${goalSentence(judgement, aim, place)}</p>
                ${how(measure, judgement.values, judgement.outside, place)}`
            : html`<p class="muted">
                ${msg('No number follows this problem here. Its medicines and visits are below.')}
              </p>`
        }
        <p class="muted sm">
          ${[clinicalStatusWord(condition), problemSince(condition, place)].filter(Boolean).join(' · ')}
        </p>
      </div>
      ${measure && judgement?.now ? facts(page, aim, place) : nothing}
    </div>
  </tessera-card>`
}

function facts({ measure, judgement }: FollowedCondition, aim: string, place: Place) {
  if (!measure || !judgement?.now) return nothing
  const { now, moved, since } = judgement
  return html`<dl class="facts">
    <div>
      <dt>${msg(str`${laneName(measure)} now`)}</dt>
      <dd><bdi>${pointText(now, place)}</bdi> <small>${unitText(now, place)}</small></dd>
      <dd class="s">${aim ? msg(str`goal ${aim}`) : sinceDate(now.at, place)}</dd>
    </div>
    ${
      moved === undefined
        ? nothing
        : html`<div>
            <dt>${msg('Change')}</dt>
            <dd>${moved > 0 ? '+' : ''}${formatNumber(moved, place)}</dd>
            <dd class="s">${msg(str`since ${sinceDate(since, place)}`)}</dd>
          </div>`
    }
  </dl>`
}

function verdictChip(word: 'better' | 'same' | 'worse' | 'unknown', rising: boolean) {
  if (word === 'unknown') return html`<tessera-chip icon="circle-help">${msg('Not known')}</tessera-chip>`
  return html`<tessera-chip
    status=${word}
    icon=${word === 'same' ? 'move-right' : rising ? 'trending-up' : 'trending-down'}
  ></tessera-chip>`
}

function how(measure: keyof typeof MEASURES, values: number, outside: number, place: Place) {
  const { judged } = MEASURES[measure]
  const from = outside > 0 ? msg(str`${formatNumber(outside, place)} of them from outside`) : ''
  const count = values === 1 ? msg('1 result') : msg(str`${formatNumber(values, place)} results`)
  return html`<details class="how">
    <summary>
      <span class="muted sm">${msg(str`Judged from ${[count, from].filter(Boolean).join(', ')}.`)}</span>
      ${msg('How this is judged')}
    </summary>
    <p class="sm muted">
      ${
        judged
          ? msg(
              str`The newest ${laneName(measure)} is held against the median of up to three values before it, so that one odd reading doesn’t decide. ${judged.better === 'lower' ? msg('Lower is better.') : msg('Higher is better.')} A move of less than ${formatNumber(judged.step, place)} is the same. With fewer than two values, or when the newest is older than 18 months, it is not known. The goal is judged apart. Medicines and visits are shown beside it; that one caused the other is not claimed.`,
            )
          : msg('More of this measure is neither better nor worse, so no verdict is given.')
      }
    </p>
  </details>`
}
