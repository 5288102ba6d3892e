import { msg } from '@lit/localize'
import { css, html } from 'lit'
import { live } from 'lit/directives/live.js'

/** State of the two fields of a sign-in form, wherever it stands. */
export interface Credentials {
  email: string
  password: string
  shown: boolean
  busy: boolean
  /** What went wrong the last time, and what to do. */
  error: string
}

export const noCredentials = (): Credentials => ({ email: '', password: '', shown: false, busy: false, error: '' })

/** Email and password, with the password shown on demand. Told of each change through `set`. */
export function credentialFields(now: Credentials, set: (change: Partial<Credentials>) => void) {
  const value = (event: Event) => (event.target instanceof HTMLInputElement ? event.target.value : '')
  const bad = now.error !== ''
  return html`<div class="field ${bad ? 'bad' : ''}">
      <label for="email">${msg('Email')}</label>
      <input
        id="email"
        name="email"
        type="email"
        autocomplete="username"
        required
        aria-invalid=${bad}
        .value=${live(now.email)}
        @input=${(event: Event) => set({ email: value(event) })}
      />
    </div>
    <div class="field ${bad ? 'bad' : ''}">
      <label for="password">${msg('Password')}</label>
      <span class="pw"
        ><input
          class="in"
          id="password"
          name="password"
          type=${now.shown ? 'text' : 'password'}
          autocomplete="current-password"
          required
          aria-invalid=${bad}
          aria-describedby="sign-in-error"
          .value=${live(now.password)}
          @input=${(event: Event) => set({ password: value(event) })} /><button
          class="btn icon"
          type="button"
          aria-label=${now.shown ? msg('Hide the password') : msg('Show the password')}
          @click=${() => set({ shown: !now.shown })}
        >
          <tessera-icon name=${now.shown ? 'eye-off' : 'eye'}></tessera-icon></button
      ></span>
    </div>
    <div id="sign-in-error" role="alert">
      ${now.error ? html`<p class="err"><tessera-icon name="circle-alert" size="s"></tessera-icon>${now.error}</p>` : ''}
    </div>`
}

export const credentialStyles = css`
  .pw {
    position: relative;
    display: block;
  }
  .pw .in {
    padding-inline-end: 3rem;
  }
  .pw .btn {
    position: absolute;
    inset: 50% 0.375rem auto auto;
    translate: 0 -50%;
  }
  #sign-in-error:not(:has(p)) {
    display: none;
  }
`
