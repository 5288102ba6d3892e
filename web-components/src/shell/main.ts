import '../index.js'
