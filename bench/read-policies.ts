// Run as a child: reads and checks the policies of a folder as `holdfast validate` does, and reports what it found, how
// long that took in a process that had done nothing before, and the most memory (MB) that the process ever held.
import { loadPolicies } from '../lib/policy/load.ts'
import { readPolicies } from '../lib/policy/read.ts'

const [folder = ''] = process.argv.slice(2)
const begin = performance.now()
const loaded = loadPolicies(folder)
const { policies, diagnostics } = readPolicies(loaded.files, { unreadable: loaded.diagnostics })
const ms = performance.now() - begin
const report = { ms, policies: policies.length, mistakes: diagnostics.length }
const mb = process.resourceUsage().maxRSS / 1024
console.log(JSON.stringify({ ...report, mb }))
