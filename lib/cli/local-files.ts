// What a local run leaves to read: a page of the week, the result events, and the log of the functions.
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { BusEntry } from '../emulator/event-bus.ts'
import type { Announced } from '../report/result-events.ts'
import type { LogLine } from './local-world.ts'

type LocalFiles = ReturnType<typeof openFiles>

/** Starts the files anew. */
export function openFiles(folder: string) {
  mkdirSync(folder, { recursive: true })
  const events = join(folder, 'events.ndjson')
  const log = join(folder, 'functions.ndjson')
  const page = join(folder, 'week.html')
  writeFileSync(events, '')
  writeFileSync(log, '')
  return {
    folder,
    events,
    log,
    page,
    keepPage: (html: string) => writeFileSync(page, html),
    keepEvents: (entries: readonly BusEntry[]) => {
      appendFileSync(
        events,
        entries.map(entry => `${JSON.stringify(asPublished(entry))}\n`).join(''),
      )
    },
    keepLog: ({ level, message, fields }: LogLine) => {
      appendFileSync(log, `${JSON.stringify({ level, message, ...fields })}\n`)
    },
  }
}

function asPublished({ Time, Source, DetailType, Detail, EventBusName }: BusEntry) {
  return {
    Time: Time.replace('.000Z', 'Z'),
    Source,
    DetailType,
    Detail: JSON.parse(Detail),
    EventBusName,
  }
}

/** A result event as it came over the bus. */
export function announced(entry: BusEntry): Announced {
  return { time: entry.Time, detailType: entry.DetailType, detail: JSON.parse(entry.Detail) }
}

/** `calm` and `faults`: what has been shown just now. */
export function lookNext(
  { events, log, page }: LocalFiles,
  { calm, faults }: { readonly calm?: boolean; readonly faults?: string },
): string {
  const here = (file: string) => relative(process.cwd(), file)
  const lines = [
    [here(page), 'the week as a page: what was planned, and what happened'],
    [here(events), 'every result event, one a line'],
    [here(log), 'what the functions logged; each line of a run carries its id'],
    [
      'npx holdfast show erp-sql --env local',
      'a policy with every default, and where each is from',
    ],
    ['npx holdfast next --env local', 'when the schedules start next'],
    [
      'npx holdfast run erp-sql.log --env prod --dry-run',
      'the requests of one start, nothing sent',
    ],
    ...(calm ? [] : [['npm start -- --calm', 'the same week, and nothing goes wrong']]),
    faults === 'storm'
      ? ['npm start -- --faults storm --seed 2', 'another storm']
      : ['npm start -- --faults storm', 'the same week, and all goes wrong that can'],
  ]
  const width = Math.max(...lines.map(([what]) => what?.length ?? 0))
  return ['Look next:', ...lines.map(([what, why]) => `  ${what?.padEnd(width)}  ${why}`)].join(
    '\n',
  )
}
