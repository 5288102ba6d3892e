import { browserProject } from '../../sdk/testing/browser-project.js'

export default browserProject('frontdesk in Chromium')
