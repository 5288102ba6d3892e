import { msg, str } from '@lit/localize'
import { html, nothing } from 'lit'
import { initials } from '../../index.js'
import type { DraftState } from '../drafts.js'
import { signOut } from '../sign-out.js'
import { bell, type BellParts } from './bell.js'
import { placeLink, type Place } from './rail.js'
import { flipTheme } from '../theme.js'

export interface TopBarParts {
  clinic: string
  user: { display: string; roles: readonly string[] }
  saved: DraftState
  bell: BellParts
  /** Places that the bar of a phone has no room for. */
  more: readonly Place[]
  find(): void
  /** Puts the focus past the frame. */
  skip(): void
}

/** Clinic, search, whether all is saved, theme, account. */
export const topBar = ({ clinic, user, saved, bell: notices, more, find, skip }: TopBarParts) =>
  html`<header class="top">
    <button class="skip" type="button" @click=${skip}>${msg('Skip to the page')}</button>
    <span class="clinic">${clinic}</span>
    <button class="find" type="button" aria-haspopup="dialog" @click=${find}>
      <tessera-icon name="search"></tessera-icon><span class="t">${msg('Find a patient or run a command')}</span
      ><span class="kbd" aria-hidden="true">${isMac() ? '⌘ K' : 'Ctrl K'}</span>
    </button>
    <span class="row hide-s sm muted nowrap">${savedState(saved)}</span>
    ${bell(notices)}
    <button
      class="btn icon hide-s"
      type="button"
      aria-label=${msg('Switch between light and dark')}
      @click=${flipTheme}
    >
      <tessera-icon name="moon"></tessera-icon>
    </button>
    <button
      class="me"
      type="button"
      popovertarget="account"
      aria-label=${msg(str`${initials(user.display)}, ${user.display}, your account`)}
    >
      ${initials(user.display)}
    </button>
    ${accountMenu({ clinic, user, more, fresh: notices.notices.filter(({ seen }) => !seen).length })}
  </header>`

/** What belongs to the person: who they are here, the clinics, leaving. */
const accountMenu = ({
  user,
  clinic,
  more,
  fresh,
}: Pick<TopBarParts, 'user' | 'clinic' | 'more'> & { fresh: number }) =>
  html`<div id="account" popover role="group" aria-label=${msg('Your account')}>
    <p class="menu-head">
      <b>${user.display}</b><span class="muted sm">${clinic} · ${user.roles.map(roleName).join(', ')}</span>
    </p>
    ${more.map(
      ({ label, icon, href }) =>
        html`<a class="menu-item show-s" href=${href}><tessera-icon name=${icon}></tessera-icon>${label}</a>`,
    )}
    <button class="menu-item show-s" type="button" popovertarget="notices">
      <tessera-icon name="bell"></tessera-icon>${fresh > 0 ? msg(str`Notices, ${fresh} new`) : msg('Notices')}
    </button>
    <button class="menu-item" type="button" @click=${flipTheme}>
      <tessera-icon name="moon"></tessera-icon>${msg('Switch between light and dark')}
    </button>
    <a class="menu-item" href="/"><tessera-icon name="building-2"></tessera-icon>${msg('Change clinic')}</a>
    <button class="menu-item" type="button" @click=${signOut}>
      <tessera-icon name="log-out"></tessera-icon>${msg('Sign out')}
    </button>
  </div>`

function savedState(saved: DraftState) {
  switch (saved) {
    case 'saved':
      return html`<tessera-icon name="circle-check" size="s"></tessera-icon>${msg('All work saved')}`
    case 'saving':
      return html`<tessera-icon name="loader-circle" size="s"></tessera-icon>${msg('Saving…')}`
    case 'unsaved':
      return html`<tessera-chip status="abnormal">${msg('Not saved yet')}</tessera-chip>`
  }
}

function roleName(role: string): string {
  const names: Record<string, string> = {
    owner: msg('owner'),
    admin: msg('admin'),
    privacyOfficer: msg('privacy officer'),
    clinician: msg('clinician'),
    nurse: msg('nurse'),
    frontdesk: msg('front desk'),
    biller: msg('biller'),
    patient: msg('patient'),
  }
  return names[role] ?? role
}

const isMac = () => /Mac|iP(hone|ad)/.test(navigator.userAgent)

export interface BottomBarParts {
  places: readonly Place[]
  chart?: { href: string; current: boolean }
  find(): void
}

/** A phone has room for five: Chart, places, Find, More. */
export const roomFor = (chart: boolean): number => (chart ? 2 : 3)

/** The rail of a phone. */
export const bottomBar = ({ places, chart, find }: BottomBarParts) =>
  html`<nav class="bottom" aria-label=${msg('Main, phone')}>
    ${
      chart
        ? html`<a href=${chart.href} aria-current=${chart.current ? 'page' : nothing}
            ><tessera-icon name="user-round" size="l"></tessera-icon>${msg('Chart')}</a
          >`
        : nothing
    }
    ${places.map(placeLink)}
    <button type="button" @click=${find}><tessera-icon name="search" size="l"></tessera-icon>${msg('Find')}</button>
    <button type="button" popovertarget="account">
      <tessera-icon name="ellipsis" size="l"></tessera-icon>${msg('More')}
    </button>
  </nav>`
