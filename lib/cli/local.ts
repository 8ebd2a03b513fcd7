// `holdfast local`, which is `npm start`: a virtual week of the policies through the real functions, and what it came to.
import { join } from 'node:path'
import type { PlannedSource } from '../plan/plan.ts'
import type { Span } from '../schedule/calendar.ts'
import { type Instant, isScheduleSource } from '../start.ts'
import { colorsFor } from './colors.ts'
import { deploys } from './deploys.ts'
import { drive } from './drive.ts'
import type { ExitCode } from './failure.ts'
import { announced, lookNext, openFiles } from './local-files.ts'
import { openLocalWorld } from './local-world.ts'
import { counted, progress } from './output.ts'
import { planOf, type Selection, sourcesOfPolicy } from './policies.ts'
import { PROJECT } from './project.ts'
import { summaryTable } from './summary.ts'
import { gathering, rpoVerdicts, tallyBySource } from './tally.ts'
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
  const { hear, gathered } = gathering()

  const began = Date.now()
  const world = await openLocalWorld({
    environment: plan.environment,
    policies: plan.policies,
    rules: plan.rules,
    from: span.from,
    seed: options.seed,
    faults: options.calm ? [] : troubles(sources),
    folder: files.folder,
    onEvents: entries => {
      files.keepEvents(entries)
      for (const run of entries.map(announced).map(hear)) if (run) days.run(run)
    },
    onLog: files.keepLog,
  })
  progress(headText(plan.environment, sources, span))
  const host = options.calm ? world : rotating(world, { after: middleOf(span), tell: days.note })
  try {
    const happenings = deploys({ sources, span, put: world.putEvent, tell: days.note })
    await drive(host, { sources, span, happenings, onTick: days.reach })
  } finally {
    await world.close()
  }
  days.end()

  const tallies = tallyBySource(sources, gathered())
  print(`\n${summaryTable(sources, tallies, rpoVerdicts(sources, gathered()))}`)
  print(lookNext(files))
  progress(`\nTook ${((Date.now() - began) / 1000).toFixed(1)} s.`)
  return 0
}

function headText(environment: string, sources: readonly PlannedSource[], { from, to }: Span) {
  const schedules = sources.filter(isScheduleSource).length
  const entries = `${counted(schedules, 'schedule')} and ${counted(sources.length - schedules, 'trigger')}`
  return `${entries} of environment ${environment}, from ${dayText(from)} ${time(from)} to ${dayText(to)} ${time(to)}, all times in UTC.
Functions from build/functions; Command Center, Secrets Manager, EventBridge and DynamoDB emulated on loopback.
`
}

function middleOf({ from, to }: Span): Instant {
  return from + (to - from) / 2
}
