import { browserProject } from './browser-project.js'

export default browserProject('testing in Chromium')
