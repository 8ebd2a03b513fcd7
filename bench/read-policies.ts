// Run as a child: reads and checks the policies of a folder as `holdfast validate` does, and reports what it found and
// how long that took in a process that had done nothing before.
import { loadPolicies } from '../lib/policy/load.ts'
import { readPolicies } from '../lib/policy/read.ts'

const [folder = ''] = process.argv.slice(2)
const begin = performance.now()
const loaded = loadPolicies(folder)
const { policies, diagnostics } = readPolicies(loaded.files)
const ms = performance.now() - begin
const mistakes = loaded.diagnostics.length + diagnostics.length
console.log(JSON.stringify({ ms, policies: policies.length, mistakes }))
