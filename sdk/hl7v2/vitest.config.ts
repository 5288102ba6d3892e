import { nodeProject } from '../../vitest.node.js'

export default nodeProject('hl7v2')
