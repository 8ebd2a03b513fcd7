// `npm run fuzz`: holds the reader of policies against text that nobody wrote. Exit code 1, with the seed and the text, for
// the first that does not hold or takes longer than anybody waits; 2 for wrong usage.
import { parseArgs } from 'node:util'
import { isMainThread, Worker, workerData } from 'node:worker_threads'
import { mutatedDocument, mutatedFile, readersAgree, readingHolds } from './fuzz-checks.ts'

const USAGE = `Usage: npm run fuzz -- [--documents N] [--repositories N] [--from SEED]
Compares the two readers on N mutated documents (1,000,000), and reads N repositories with one mutated file (100,000).
`

const CHECKS = {
  documents: { holds: readersAgree, textOf: mutatedDocument, what: 'answered by the fast reader' },
  repositories: {
    holds: readingHolds,
    textOf: (seed: number) => mutatedFile(seed).text,
    what: 'read without a finding',
  },
} as const

type CheckName = keyof typeof CHECKS

/** What the thread at work and the one that watches it share: which seed it is at, and how many were true. */
type Work = { readonly name: CheckName; readonly seeds: Int32Array; readonly end: number }

const AT = 0
const TRUE = 1

/** Seconds. A mutated sample is read in milliseconds. */
const LONGEST = 10

if (isMainThread) {
  const wanted = readArguments(process.argv.slice(2))
  if (wanted === undefined) {
    process.stderr.write(USAGE)
    process.exitCode = 2
  } else {
    const { from, documents, repositories } = wanted
    const holds = await watched('documents', from, documents)
    if (!holds || !(await watched('repositories', from, repositories))) process.exitCode = 1
  }
} else {
  work(workerData)
}

function work({ name, seeds, end }: Work): void {
  for (let seed = seeds[AT] ?? 0; seed < end; seed++) {
    Atomics.store(seeds, AT, seed)
    if (CHECKS[name].holds(seed)) Atomics.add(seeds, TRUE, 1)
  }
  Atomics.store(seeds, AT, end)
}

/** Works through the seeds in a thread that can be stopped, whatever it hangs in. False where one does not hold. */
async function watched(name: CheckName, from: number, count: number): Promise<boolean> {
  const { textOf, what } = CHECKS[name]
  const seeds = new Int32Array(new SharedArrayBuffer(8))
  seeds[AT] = from
  const end = from + count
  const worker = new Worker(import.meta.filename, {
    workerData: { name, seeds, end } satisfies Work,
  })
  const failure = await new Promise<string | undefined>(resolve => {
    let before = -1
    const timer = setInterval(() => {
      const at = Atomics.load(seeds, AT)
      process.stderr.write(`${name}: ${at - from} of ${count}, ${seeds[TRUE]} ${what}\n`)
      if (at === before && at < end) resolve(`took longer than ${LONGEST} seconds`)
      before = at
    }, LONGEST * 1_000)
    worker.once('error', error => resolve(String(error)))
    worker.once('exit', () => resolve(undefined))
    worker.once('exit', () => clearInterval(timer))
  })
  await worker.terminate()
  const at = Atomics.load(seeds, AT)
  const done = `${name}: ${at - from} held, ${seeds[TRUE]} ${what}\n`
  process.stdout.write(
    failure === undefined ? done : `${name}, seed ${at}: ${failure}\n\n${textOf(at)}\n`,
  )
  return failure === undefined
}

function readArguments(args: readonly string[]): Record<CheckName | 'from', number> | undefined {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        documents: { type: 'string', default: '1000000' },
        repositories: { type: 'string', default: '100000' },
        from: { type: 'string', default: '0' },
      },
    })
    if (!Object.values(values).every(value => /^\d{1,9}$/.test(value))) return undefined
    const { documents, repositories, from } = values
    return { documents: Number(documents), repositories: Number(repositories), from: Number(from) }
  } catch {
    return undefined
  }
}
