// What is wrong with a text about time, as the schedule room says it, in the form and with the fixes of this room.
import { isProblem, type Problem } from '../schedule/problem.ts'
import type { Flaw } from './codes.ts'

/** A problem of the schedule room as a flaw of ours; the code in brackets follows, so a message has no full stop. */
export function flawIn({ code, message, fix, span }: Problem): Flaw {
  return { code, message: message.replace(/\.$/, ''), span, fix: fix ?? FIXES[code] }
}

const FIXES: { readonly [code in Problem['code']]: string } = {
  'blackout-invalid': 'write weekly: Mon-Fri 08:00-10:00',
  'cron-both-days': 'write two schedules',
  'cron-impossible': 'write a day that the month has',
  'cron-invalid': 'write five fields, such as "0 1 * * 0"',
  'cron-six-fields': 'write five fields, such as "0 1 * * 0"',
  'date-invalid': 'write one like 2026-12-30T18:00',
  'duration-invalid': 'write one like 15m',
  'every-invalid': 'write every: 1h, and with it offset: 5m',
  'phrase-invalid': 'write one like Sun 01:00',
  'window-invalid': 'write one like 22:00-05:00',
}

/** The flaw of a text that the schedule room has read; undefined when it is right. */
export function flawOfParsed(parsed: unknown): Flaw | undefined {
  return isProblem(parsed) ? flawIn(parsed) : undefined
}
