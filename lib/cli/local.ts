// `holdfast local`, which is `npm start`: a virtual week of the policies through the real functions, and what it came to.
import { join } from 'node:path'
import type { PlannedSource } from '../plan/plan.ts'
import { recoveries } from '../report/recovery.ts'
import type { Announced } from '../report/result-events.ts'
import type { Span } from '../schedule/calendar.ts'
import { type Instant, isPausedAt, isScheduleSource } from '../start.ts'
import { runId } from '../submit/runs-of.ts'
import { colorsFor } from './colors.ts'
import { deploys } from './deploys.ts'
import { drive, dueStarts } from './drive.ts'
import type { ExitCode } from './failure.ts'
import { announced, lookNext, openFiles } from './local-files.ts'
import { type LocalWorld, openLocalWorld } from './local-world.ts'
import { counted, progress } from './output.ts'
import { pageOfSpan } from './page.ts'
import { planOf, planOfPolicy, type Selection, sharedTargets } from './policies.ts'
import { PROJECT } from './project.ts'
import { brokenPromises, promiseNote } from './promise-note.ts'
import { stormDiary } from './storm-diary.ts'
import { type StormFault, stormReport } from './storm-table.ts'
import type { Aftermath } from './storm-verdict.ts'
import { summaryTable } from './summary.ts'
import { type BrokenPromise, gathering, rpoVerdicts, tallyBySource } from './tally.ts'
import { dayText, time, timeline } from './timeline.ts'
import { type Trouble, troubleOf } from './trouble.ts'

export type LocalOptions = Selection & {
  readonly from: Instant
  /** Seconds. */
  readonly for: number
  readonly policy?: string
  readonly calm?: boolean
  /** `storm`, or the file of a fault script. */
  readonly faults?: string
  readonly seed: number
}

/** Exit code 1: with `faults`, when anything happened twice or was lost. */
export async function local(options: LocalOptions): Promise<ExitCode> {
  // What is not delivered here must not be deployed either: the sweep would find it missing.
  const whole = planOf(options)
  const plan = planOfPolicy(whole, options.policy)
  const partly = sharedTargets(whole, options.policy)
  const { sources } = plan
  const span = { from: options.from, to: options.from + options.for * 1000 }
  const trouble = troubleOf(options, sources, span)
  const files = openFiles(join(PROJECT, 'build', 'local'))
  const print = (line: string) => process.stdout.write(`${line}\n`)
  const days = timeline({ print, colors: colorsFor(process.stdout) })
  const { hear, gathered } = gathering()
  const eventIds = new Set<string>()
  const events: Announced[] = []
  const broken: BrokenPromise[] = []
  const isStorm = options.faults !== undefined

  const began = Date.now()
  const world = await openLocalWorld({
    environment: plan.environment,
    policies: plan.policies,
    rules: plan.rules,
    ...span,
    seed: options.seed,
    faults: trouble.faults,
    ...trouble.ports,
    folder: files.folder,
    onEvents: entries => {
      files.keepEvents(entries)
      for (const event of entries.map(announced)) {
        const id = String(event.detail.eventId)
        // A function that dies once it has published makes another publish again.
        if (eventIds.has(id)) continue
        eventIds.add(id)
        events.push(event)
        // No schedule goes on after the end: what that breaks was never promised.
        if (event.detailType === 'Backup RPO Breached' && Date.parse(event.time) >= span.to)
          continue
        broken.push(...brokenPromises([event]))
        const run = hear(event)
        if (run) days.run(run)
        const promise = promiseNote(event)
        // Of a storm a day is told as a whole.
        if (isStorm) diary.hear(event)
        else if (promise) days.note(promise.at, promise.text)
      }
    },
    onLog: files.keepLog,
  })
  const { wireFaults } = world
  const diary = stormDiary({ wireFaults, mishaps: trouble.mishaps, tell: days.note })
  progress(headText(plan.environment, sources, span))
  let aftermath: Aftermath
  try {
    const happenings = deploys({ sources, span, put: world.putEvent, tell: days.note })
    await drive(trouble.around(world, days.note), {
      sources,
      span,
      happenings,
      watch: trouble.watch,
      onTick: at => {
        diary.reach(at)
        days.reach(at)
      },
    })
    aftermath = {
      jobs: world.jobs(),
      runs: await world.runs(),
      due: dueRuns(sources, span),
      events: eventIds,
    }
  } finally {
    await world.close()
  }
  diary.end()
  days.end()

  const tallies = tallyBySource(sources, gathered())
  const runs = gathered().runs.filter(({ target }) => !partly.has(target))
  const known = recoveries({ runs, to: span.to })
  const verdicts = rpoVerdicts(sources, known, broken)
  print(`\n${summaryTable(sources, tallies, verdicts)}`)
  const report = stormReport(aftermath, faultsOf(world, trouble))
  if (isStorm) print(report.text)
  files.keepPage(
    await pageOfSpan({ selection: options, plan, span, kind: 'observed', events, partly }),
  )
  print(lookNext(files, options))
  progress(`\nTook ${((Date.now() - began) / 1000).toFixed(1)} s.`)
  return !isStorm || report.agrees ? 0 : 1
}

function headText(environment: string, sources: readonly PlannedSource[], { from, to }: Span) {
  const schedules = sources.filter(isScheduleSource).length
  const entries = `${counted(schedules, 'schedule')} and ${counted(sources.length - schedules, 'trigger')}`
  return `${entries} of environment ${environment}, from ${dayText(from)} ${time(from)} to ${dayText(to)} ${time(to)}, all times in UTC.
Functions from build/functions; Command Center, Secrets Manager, EventBridge and DynamoDB emulated on loopback.
`
}

/** The ids of the runs that a span owes; a start in a pause is nobody's promise. */
function dueRuns(sources: readonly PlannedSource[], span: Span): readonly string[] {
  return dueStarts(sources, span)
    .filter(({ source, at }) => !isPausedAt(source.pause, at))
    .flatMap(({ source, at }) =>
      source.targets.map(target =>
        runId({ version: 1, source: source.name, scheduledTime: at }, target),
      ),
    )
}

/** All that was done to the world, as it can be seen from outside. */
function faultsOf(world: LocalWorld, { mishaps }: Trouble): readonly StormFault[] {
  return [
    ...world.wireFaults().map(({ wire, worked }) => ({ kind: `wire: ${wire}`, worked })),
    ...world
      .jobs()
      .filter(({ ending }) => ending !== 'Completed')
      .map(({ ending }) => ({ kind: `job: ${ending}` })),
    ...mishaps(),
  ]
}
