// `holdfast local`, which is `npm start`: a virtual week of the policies through the real functions, and what it came to.
import { join } from 'node:path'
import type { Instant } from '../start.ts'
import { colorsFor } from './colors.ts'
import { drive } from './drive.ts'
import type { ExitCode } from './failure.ts'
import { announced, lookNext, openFiles } from './local-files.ts'
import { openLocalWorld } from './local-world.ts'
import { progress } from './output.ts'
import { planOf, type Selection, sourcesOfPolicy } from './policies.ts'
import { PROJECT } from './project.ts'
import { summaryTable } from './summary.ts'
import { type EndedRun, endedRun, rpoVerdicts, tallyBySource } from './tally.ts'
import { dayText, time, timeline } from './timeline.ts'
import { rotating, troubles } from './trouble.ts'

export type LocalOptions = Selection & {
  readonly from: Instant
  /** Seconds. */
  readonly for: number
  readonly policy?: string
  readonly calm?: boolean
  readonly seed: number
}

export async function local(options: LocalOptions): Promise<ExitCode> {
  const plan = planOf(options)
  const sources = sourcesOfPolicy(plan, options.policy)
  const span = { from: options.from, to: options.from + options.for * 1000 }
  const files = openFiles(join(PROJECT, 'build', 'local'))
  const print = (line: string) => process.stdout.write(`${line}\n`)
  const days = timeline({ print, colors: colorsFor(process.stdout) })
  const runs: EndedRun[] = []

  const began = Date.now()
  const world = await openLocalWorld({
    environment: plan.environment,
    policies: plan.policies,
    from: span.from,
    seed: options.seed,
    faults: options.calm ? [] : troubles(sources),
    folder: files.folder,
    onEvents: entries => {
      files.keepEvents(entries)
      for (const run of entries.flatMap(entry => endedRun(announced(entry)) ?? [])) {
        runs.push(run)
        days.run(run)
      }
    },
    onLog: line => files.keepLog(line),
  })
  progress(
    `${sources.length} schedules of environment ${plan.environment}, from ${dayText(span.from)} ${time(span.from)} to ${dayText(span.to)} ${time(span.to)}, all times in UTC.`,
  )
  progress(
    `Functions from build/functions; Command Center, Secrets Manager, EventBridge and DynamoDB emulated on loopback.\n`,
  )
  const middle = span.from + (span.to - span.from) / 2
  const host = options.calm ? world : rotating(world, { after: middle, tell: days.note })
  try {
    await drive(host, { sources, span, onTick: days.reach })
  } finally {
    await world.close()
  }
  days.end()

  print(`\n${summaryTable(sources, tallyBySource(sources, runs), rpoVerdicts(sources, runs))}`)
  print(lookNext(files))
  progress(`\nTook ${((Date.now() - began) / 1000).toFixed(1)} s.`)
  return 0
}
