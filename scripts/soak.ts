// `npm run soak`: the properties of the tests once more, over cases that no run of the tests has drawn. Exit code 1 with the
// seed of the first round that does not hold; 2 for wrong usage.
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'

const USAGE = `Usage: npm run soak -- [--rounds N] [--seed N]
Runs every test file that has properties N times (10), each time with the next seed. By itself it begins anywhere.
`

const wanted = readArguments(process.argv.slice(2))
if (wanted === undefined) {
  process.stderr.write(USAGE)
  process.exitCode = 2
} else {
  process.exitCode = soak(wanted)
}

type Wanted = { readonly rounds: number; readonly seed: number }

function soak({ rounds, seed: first }: Wanted): 0 | 1 {
  for (let seed = first; seed < first + rounds; seed++) {
    process.stderr.write(`round ${seed - first + 1} of ${rounds}, seed ${seed}\n`)
    if (holds(seed)) continue
    process.stdout.write(`seed ${seed} does not hold: npm run soak -- --seed ${seed} --rounds 1\n`)
    return 1
  }
  process.stdout.write(`${rounds} rounds held, from seed ${first}\n`)
  return 0
}

function holds(seed: number): boolean {
  const files = readdirSync('test')
    .filter(name => name.endsWith('.test.ts'))
    .map(name => `test/${name}`)
    .filter(file => readFileSync(file, 'utf8').includes("'./support/fast-check.ts'"))
  const { status } = spawnSync('npx', ['vitest', 'run', '--reporter=dot', ...files], {
    env: { ...process.env, PROPERTY_SEED: String(seed) },
    stdio: ['ignore', 2, 2],
  })
  return status === 0
}

function readArguments(args: readonly string[]): Wanted | undefined {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        rounds: { type: 'string', default: '10' },
        seed: { type: 'string', default: String(Math.trunc(Math.random() * 1e9)) },
      },
    })
    if (!Object.values(values).every(value => /^\d{1,9}$/.test(value))) return undefined
    return { rounds: Number(values.rounds), seed: Number(values.seed) }
  } catch {
    return undefined
  }
}
