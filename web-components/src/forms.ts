/**
 * @tessera/web-components/forms: what the forms of workspaces are made of. Outside of the shared module, since what the
 * first view loads has no form: each plugin's build brings its own copy. Defines no tags.
 */
export * from './elements/combobox/combobox.js'
export * from './elements/form/entry.js'
export * from './elements/form/form.js'
