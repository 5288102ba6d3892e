/** The staff shell: reads what the server wrote into the page and puts the app in the place of the skeleton. */
import '../index.js'
import { TesseraApp } from './app.js'
import { readBoot, type Boot } from './boot.js'
import './define.js'

start(readBoot())

function start({ clinic, user, registry }: Boot): void {
  if (!clinic || !user) throw new Error('The page names no clinic or no person')
  const known = { clinic, user, ...(registry ? { registry } : {}) }
  customElements.define(
    'tessera-app',
    class extends TesseraApp {
      constructor() {
        super(known)
      }
    },
  )
}
