// The small values of the language, each with its law: names, durations, zones, endpoints. A field is checked where it
// is written, whether or not a policy uses it; what it means is read later, by who needs it.
import * as z from 'zod/mini'
import { parseDuration, renderDuration } from '../schedule/duration.ts'
import { parseLocalDateTime } from '../schedule/local.ts'
import { parsePhrase } from '../schedule/phrase.ts'
import { isProblem } from '../schedule/problem.ts'
import { parseStandardCron } from '../schedule/standard-cron.ts'
import { isZone, zoneNames } from '../schedule/zone.ts'
import type { Flaw } from './codes.ts'
import { lawful } from './law.ts'
import { flawIn, flawOfParsed } from './schedule-flaw.ts'
import { nearest, quote } from './wording.ts'

const NAME_MAX = 40
/** Seconds. */
const MINUTE = 60
const DAY = 86_400

export const name = lawful(
  value =>
    /^[a-z0-9-]+$/.test(value)
      ? undefined
      : {
          code: 'name-invalid',
          message: `A name has lower-case letters, digits and hyphens only, and ${quote(value)} does not`,
          fix: `write ${properName(value)}`,
        },
  value =>
    value.length <= NAME_MAX
      ? undefined
      : {
          code: 'name-too-long',
          message: `A name has at most ${NAME_MAX} characters, and this one has ${value.length}`,
          fix: `shorten it, for example to ${properName(value)}`,
        },
)

export const text = lawful(value =>
  value.trim() === ''
    ? { code: 'wrong-value', message: 'This text is empty', fix: 'write it, or remove the key' }
    : undefined,
)

export const duration = lawful(value => durationFlaw(value, { min: 0, max: 366 * DAY }))

/** Scheduler keeps a start for at most a day and at least a minute ("Configuring retry policy", maximum event age). */
export const startWithin = lawful(value => durationFlaw(value, { min: MINUTE, max: DAY }))

export const maxRun = lawful(value => durationFlaw(value, { min: MINUTE, max: 7 * DAY }))

export const rpo = lawful(value => durationFlaw(value, { min: MINUTE, max: 366 * DAY }))

/** Scheduler moves and delays by whole minutes ("Configuring flexible time windows": 1 to 1440). */
export const minutes = lawful(value => {
  const flaw = durationFlaw(value, { min: 0, max: DAY })
  const seconds = parseDuration(value)
  if (flaw !== undefined || isProblem(seconds) || seconds % MINUTE === 0) return flaw
  return {
    code: 'duration-invalid',
    message: `Scheduler counts in whole minutes, and ${value} is none`,
    fix: `write ${renderDuration(Math.ceil(seconds / MINUTE) * MINUTE)}`,
  }
})

export const phrase = lawful(value => flawOfParsed(parsePhrase(value)))

export const cron = lawful(value => flawOfParsed(parseStandardCron(value)))

export const localDateTime = lawful(value => flawOfParsed(parseLocalDateTime(value)))

export const timezone = lawful(value => {
  if (isZone(value)) return undefined
  const meant = zoneMeant(value)
  return {
    code: 'timezone-unknown',
    message: `There is no time zone ${quote(value)} in the IANA database`,
    fix:
      meant === undefined ? 'write a name such as Europe/Berlin or UTC' : `did you mean ${meant}?`,
  }
})

export const region = lawful(value =>
  /^[a-z]{2}(?:-[a-z]+)+-\d$/.test(value)
    ? undefined
    : {
        code: 'wrong-value',
        message: `${quote(value)} is not the name of an AWS Region`,
        fix: 'write a name such as eu-central-1',
      },
)

/** Names and ARNs of secrets: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
export const secretName = lawful(value =>
  /^[A-Za-z0-9/_+=.@:-]{1,512}$/.test(value)
    ? undefined
    : {
        code: 'wrong-value',
        message: `${quote(value)} is neither the name nor the ARN of a secret in Secrets Manager`,
        fix: 'write a name such as backup/prod/commvault',
      },
)

/** A token on the way to a Command Center must not be readable: https, or the same machine. */
export const endpoint = lawful(value => {
  const url = urlOf(value)
  const isPlain = url?.protocol === 'http:' && isLoopback(url.hostname)
  if (url?.protocol === 'https:' || isPlain) return undefined
  return {
    code: 'endpoint-not-https',
    message:
      url?.protocol === 'http:'
        ? 'Over http the Authtoken could be read on its way; http is for this machine only'
        : `${quote(value)} is not an https URL`,
    fix: `write https://${url?.host || 'commandcenter.example.com'}/commandcenter/api`,
  }
})

export const certificates = lawful(value =>
  /^\s*-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----\s*$/.test(value)
    ? undefined
    : {
        code: 'wrong-value',
        message: '"ca" holds PEM certificates, and this is none',
        fix: 'write ca: | and below it the lines from BEGIN CERTIFICATE to END CERTIFICATE',
      },
)

/** Commvault's ids; 0 stands for nobody in particular. */
export const id = z.int().check(z.gte(0))

export const positive = z.int().check(z.gte(1))

export const attempts = z.int().check(z.gte(1), z.lte(10))

function durationFlaw(value: string, { min, max }: { min: number; max: number }): Flaw | undefined {
  const seconds = parseDuration(value)
  if (isProblem(seconds)) return flawIn(seconds)
  if (seconds >= min && seconds <= max) return undefined
  return {
    code: 'duration-invalid',
    message: `${value} is out of range: ${renderDuration(min)} to ${renderDuration(max)} is possible`,
    fix: `write ${renderDuration(Math.min(Math.max(seconds, min), max))}`,
  }
}

/** The zone that a slip of the finger, wrong capitals or the city alone were meant to name. */
function zoneMeant(value: string): string | undefined {
  const names = zoneNames()
  const wanted = value.trim().toLowerCase().replaceAll(' ', '_')
  const city = names.find(zone => zone.toLowerCase().split('/').at(-1) === wanted)
  return city ?? nearest(wanted, names)
}

function properName(value: string): string {
  const proper = value.toLowerCase().replace(/[^a-z0-9]+/g, '-')
  return proper.slice(0, NAME_MAX).replace(/^-+|-+$/g, '') || 'a-name'
}

function urlOf(value: string): URL | undefined {
  try {
    return new URL(value)
  } catch {
    return undefined
  }
}

/** RFC 8252 §7.3: the loopback addresses, and the name that is one. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host)
}
