// One file of faults for both: an entry with a `wire` is about a call, any other about a job.
import { mistakesIn, parseScript } from './fault-checks.ts'
import type { JobFault } from './faults.ts'
import { isObject } from './json.ts'
import { mistakesInWireFault, type WireFault } from './wire-fault.ts'

export type Faults = {
  readonly jobs: readonly JobFault[]
  readonly wire: readonly WireFault[]
}

/**
 * The faults in the text of a script.
 * @throws Error that names the file and every mistake in it
 */
export function parseFaults(text: string, file: string): Faults {
  const script = parseScript(text, file)
  if (!Array.isArray(script)) {
    throw new Error(
      `${file}: a fault script is a JSON array, like [{"match": {"level": "FULL"}, "outcome": "Failed"}, {"wire": "cut-after", "call": "createTask", "nth": 3}]`,
    )
  }
  const mistakes = script.flatMap((fault, index) =>
    (isWire(fault) ? mistakesInWireFault(fault) : mistakesIn(fault)).map(
      mistake => `${file}: fault ${index + 1}: ${mistake}`,
    ),
  )
  if (mistakes.length > 0) throw new Error(mistakes.join('\n'))
  return {
    jobs: script.filter(fault => !isWire(fault)) as readonly JobFault[],
    wire: script.filter(isWire) as readonly WireFault[],
  }
}

function isWire(fault: unknown): fault is { readonly wire: unknown } {
  return isObject(fault) && 'wire' in fault
}
