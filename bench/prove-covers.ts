// Run as a child: proves the longest time without a recovery point for every target of a folder, and reports how long
// that took beside reading and checking the policies.
import { sideIn } from '../lib/cli/sides.ts'
import { loadPolicies } from '../lib/policy/load.ts'
import { readPolicies } from '../lib/policy/read.ts'
import { coversOf } from '../lib/review/cover.ts'

const [folder = ''] = process.argv.slice(2)
const begin = performance.now()
const side = sideIn(readPolicies(loadPolicies(folder).files), 'prod')
const readMs = performance.now() - begin
const covers = coversOf(side, Date.now())
const proofMs = performance.now() - begin - readMs
const sources = side.plan.sources.length
console.log(JSON.stringify({ readMs, proofMs, sources, targets: covers.size }))
