import type { ResolvedContribution } from '@tessera/sdk'
import { page } from 'vitest/browser'
import { afterEach, beforeEach, test } from 'vitest'
import { find, moduleUrl, press, until } from './test/mount.js'
import { INES, WALTER, bundle, json, staffApp, type StaffApp } from './test/staff-app.js'
import pageCss from './styles/page.css?inline'

let site: StaffApp
beforeEach(() => {
  site = staffApp()
  const style = document.createElement('style')
  style.textContent = pageCss
  document.head.append(style)
})
afterEach(() => { site.close(); delete document.documentElement.dataset.theme })
const common = { plugin: 'charting', order: 1, isolation: 'inline' as const, deps: [] }
const NOTE = `export default class extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) return
    this.attachShadow({mode:'open'}).innerHTML = '<style>:host{display:flex;flex-direction:column;font:var(--tessera-text-md)} .in{padding:1rem;flex:1;display:grid;gap:1rem;align-content:start} textarea{width:100%;min-height:8rem} footer{position:sticky;bottom:0;display:flex;justify-content:flex-end;padding:.625rem 1rem;background:var(--tessera-surface);border-top:1px solid var(--tessera-border)}</style><div class="in"><h3>Subjective</h3><textarea autofocus aria-label="s">Feels well. Dizzy when she stands up.</textarea><h3>Objective</h3><p>BP 146/88</p></div><footer><tessera-button kind="primary">Sign note</tessera-button></footer>'
    const event = new Event('context-request', { bubbles: true, composed: true })
    event.context = Symbol.for('tessera.host.v1'); event.callback = (host) => { this.host = host }
    this.dispatchEvent(event)
    this.host.drafts.save('note', { patient: 'Patient/p1', text: 'x' })
  }
}`
const CARD = (name: string) => `export default class extends HTMLElement { connectedCallback(){ this.innerHTML='<tessera-card heading="${name}"><div style="padding:1rem">Type 2 diabetes<br>Hypertension<br>Kidney disease</div></tessera-card>' } }`
const act = (id: string, label: string, icon: string, order: number): ResolvedContribution => ({ ...common, id, point: 'patient.action', label, icon, order, workspace: 'charting:note' })
const nav = (label: string, icon: string, path: string, order: number): ResolvedContribution => ({ ...common, id: path, point: 'shell.nav', label, icon, path, order })
const PARTS: ResolvedContribution[] = [
  { ...common, id: 'note', point: 'patient.workspace', label: 'Visit note', icon: 'file-text', width: 'wide', url: moduleUrl(NOTE) },
  { ...common, id: 'vitals', point: 'patient.workspace', label: 'Record vitals', icon: 'heart-pulse', order: 2, url: moduleUrl(NOTE) },
  act('a1','Visit note','file-text',1), act('a2','Record vitals','heart-pulse',2), act('a3','Order','plus',3), act('a4','Add a problem','activity',4), act('a5','Prescribe','pill',5),
  { ...common, id: 'tab', point: 'patient.tab', label: 'Problems', icon: 'activity', path: 'problems' },
  { ...common, id: 'c1', point: 'patient.summaryCard', label: 'Problems', url: moduleUrl(CARD('Problems')) },
  { ...common, id: 'c2', point: 'patient.summaryCard', column: 'end', label: 'Results', url: moduleUrl(CARD('Latest results')) },
  nav('Today','calendar-days','schedule',10), nav('Board','clipboard-list','board',110),
]
site = undefined as never
const allergies = [['Penicillin','high','anaphylaxis'],['Sulfa','low','rash']].map(([n,c,r],i)=>({resourceType:'AllergyIntolerance',id:'a'+i,patient:{reference:'Patient/p1'},clinicalStatus:{coding:[{code:'active'}]},criticality:c,code:{text:n},reaction:[{manifestation:[{text:r}]}]}))
const task = (id: string, description: string, more = {}) => ({ resourceType: 'Task', id, meta: { versionId: '1' }, intent: 'order', status: 'requested', priority: 'routine', authoredOn: '2026-11-2' + (id.length % 4) + 'T10:00:00Z', description, for: { reference: 'Patient/p1' }, owner: { reference: 'Practitioner/me' }, ...more })
const tasks = [
  task('t1','Potassium 6.3, call now',{priority:'urgent',for:{reference:'Patient/p2'}, note:[{text:'The lab phoned at 8:52',authorString:'Tomas Reyes',time:'2026-11-24T13:52:00Z'}]}),
  task('t22','Potassium 5.6, eGFR 52',{code:{coding:[{system:'urn:tessera:task',code:'labs-review'}]}}),
  task('t333','Call about the referral to cardiology',{restriction:{period:{end:'2026-11-10'}}}),
  task('t4','Refill request: metformin',{}),
]
const RENDER: ResolvedContribution = { ...common, plugin:'labs', id:'r', point:'inbox.itemRenderer', label:'Results', icon:'flask-conical', code:'labs-review', url: moduleUrl(CARD('Basic metabolic panel')) }
const SCHEMA = { type:'object', properties:{ repeatDays:{type:'integer',title:'Warn of a repeat within days',default:90,description:'Outside results count'}, sender:{type:'string',title:'Sending facility'}, strict:{type:'boolean',title:'Refuse unknown codes',description:'Messages with codes that are not mapped wait for a person'}, charset:{type:'string',enum:['UTF-8','ISO 8859-1']}, days:{type:'array',items:{type:'string',enum:['Mon','Tue','Wed']}}, aliases:{type:'array',items:{type:'string'}}, labs:{type:'array',title:'Laboratories',items:{type:'object',properties:{name:{type:'string'},host:{type:'string'},port:{type:'integer'}}}}, footer:{type:'string',format:'textarea',title:'Footer of the requisition'} }, required:['sender'] }
function answers() {
  site.answer(({ path }) => {
    if (path === 'fhir/AllergyIntolerance') return bundle(allergies as never)
    if (path === 'fhir/Task') return bundle(tasks as never, [INES, WALTER])
    if (path.startsWith('ui/settings/')) return json({ plugin: 'labs', title: path.endsWith('labs') ? 'Labs' : 'Charting', schema: SCHEMA, values: { sender: 'MAPLE', aliases: ['A1C','HbA1c'], labs: [{ name: 'Riverside', host: 'lab.example', port: 2575 }] } })
    return undefined
  })
}
const shot = async (name: string) => { await new Promise((r) => setTimeout(r, 400)); await page.screenshot({ path: `../node_modules/.shots/${name}.png` }) }
for (const theme of ['light', 'dark'])
for (const [w, h] of [[1280, 900], [820, 900], [375, 812]] as const)
  test(`shots ${w} ${theme}`, async () => {
    if (theme === 'dark' && w === 820) return
    await page.viewport(w, h)
    document.documentElement.dataset.theme = theme
    answers()
    const app = await site.open('patients/p1', { contributions: [...PARTS, RENDER], roles: ['clinician', 'admin'], plugins: ['labs', 'charting'] })
    await until(() => find(find(app, 'tessera-patient-banner')?.shadowRoot ?? app, '.actions .btn'))
    const k = `${w}-${theme}`
    await shot(`chart-${k}`)
    find(find(app, 'tessera-patient-banner')?.shadowRoot ?? app, '.actions .btn')?.click()
    await until(() => find(app, 'tessera-workspace'))
    await shot(`note-${k}`)
    press(find(app, 'tessera-workspace') ?? app, 'Escape')
    await shot(`min-${k}`)
    app.renderRoot.querySelector<HTMLElement>(w < 640 ? '.bottom a[href$=inbox]' : '.rail a[href$=inbox]')?.click()
    await until(() => find(app, 'tessera-task'))
    await shot(`inbox-${k}`)
    find(find(app, 'tessera-inbox')?.shadowRoot ?? app, 'li a')?.click()
    await shot(`task-${k}`)
    app.renderRoot.querySelector<HTMLElement>('.rail a[href$=settings]')?.click()
    await until(() => find(find(app, 'tessera-settings')?.shadowRoot ?? app, 'form, nav a'))
    if (w < 640) find(find(app, 'tessera-settings')?.shadowRoot ?? app, 'nav a')?.click()
    await shot(`settings-${k}`)
    app.renderRoot.querySelector<HTMLElement>('.rail a[href$="patients/p1"]')?.click()
    site.drafts.set('note', { body: JSON.stringify({ patient: 'Patient/p1', sections: [{ title: 'Plan', text: 'Stop metformin. Recheck eGFR in 3 months.' }] }), version: 30 })
    const slot = await until(() => find(find(app, 'tessera-chart') ?? app, 'tessera-slot'))
    const host = await until(() => ('host' in slot ? (slot.host as never as { drafts: { save(k: string, v: unknown): void } }) : undefined))
    host.drafts.save('note', { patient: 'Patient/p1', sections: [{ title: 'Plan', text: 'Keep metformin.' }, { title: 'Exam', text: 'Feet: skin whole.' }] })
    await until(() => find(find(app, 'tessera-conflict')?.shadowRoot ?? app, 'fieldset'))
    await shot(`conflict-${k}`)
    await page.viewport(414, 896)
  })
