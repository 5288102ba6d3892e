import '../../index.js'
import { readBoot } from '../../shell/boot.js'
import { TesseraChooser } from './chooser.js'
import { TesseraSignIn } from './sign-in.js'

const boot = readBoot()
customElements.define('tessera-sign-in', TesseraSignIn)
customElements.define('tessera-chooser', TesseraChooser)

const signIn = document.querySelector('tessera-sign-in')
if (signIn instanceof TesseraSignIn) signIn.clinic = boot.clinic
const chooser = document.querySelector('tessera-chooser')
if (chooser instanceof TesseraChooser) {
  chooser.clinics = boot.clinics ?? []
  chooser.problem = boot.problem
}
