// What is wrong with the small values of the language, where that takes more than a line to tell.
import { parseDuration, renderDuration } from '../schedule/duration.ts'
import { parseLocalDateTime } from '../schedule/local.ts'
import { parsePhrase } from '../schedule/phrase.ts'
import { isProblem } from '../schedule/problem.ts'
import { isZone, zoneNames } from '../schedule/zone.ts'
import { meant } from '../trigger/meant.ts'
import type { Flaw } from './codes.ts'
import type { Law } from './law.ts'
import { flawIn, flawOfParsed } from './schedule-flaw.ts'
import { quote } from './wording.ts'

const NAME_MAX = 40

export function nameFlaw(value: string): Flaw | undefined {
  if (!/^[a-z0-9-]+$/.test(value)) {
    const message = `A name has lower-case letters, digits and hyphens only, and ${quote(value)} does not`
    return { code: 'name-invalid', message, fix: `write ${properName(value)}` }
  }
  if (value.length <= NAME_MAX) return undefined
  const message = `A name has at most ${NAME_MAX} characters, and this one has ${value.length}`
  return { code: 'name-too-long', message, fix: `shorten it, for example to ${properName(value)}` }
}

/** Seconds. */
export function durationBetween(min: number, max: number): Law {
  return value => {
    const seconds = parseDuration(value)
    if (isProblem(seconds)) return flawIn(seconds)
    if (seconds >= min && seconds <= max) return undefined
    const message = `${value} is out of range: ${renderDuration(min)} to ${renderDuration(max)} is possible`
    const nearest = Math.min(Math.max(seconds, min), max)
    return { code: 'duration-invalid', message, fix: `write ${renderDuration(nearest)}` }
  }
}

/** Scheduler moves and delays by whole minutes ("Configuring flexible time windows": 1 to 1440). */
export function minutesFlaw(value: string): Flaw | undefined {
  const flaw = durationBetween(0, 86_400)(value)
  const seconds = parseDuration(value)
  if (flaw !== undefined || isProblem(seconds) || seconds % 60 === 0) return flaw
  const message = `Scheduler counts in whole minutes, and ${value} is none`
  const fix = `write ${renderDuration(Math.ceil(seconds / 60) * 60)}`
  return { code: 'duration-invalid', message, fix }
}

/** Proposes the whole phrase where only long names of days and hours of one digit are wrong with it. */
export function phraseFlaw(value: string): Flaw | undefined {
  const flaw = flawOfParsed(parsePhrase(value))
  if (flaw === undefined) return undefined
  const proper = value
    .trim()
    .replace(/\b(sun|mon|tue|wed|thu|fri|sat)(?:s|nes|rs|ur)?days?\b/gi, (_, day: string) => {
      return `${day.charAt(0).toUpperCase()}${day.slice(1).toLowerCase()}`
    })
    .replace(/\b\d:/g, '0$&')
  return isProblem(parsePhrase(proper)) ? flaw : { ...flaw, fix: `write ${proper}` }
}

/** A day alone begins at midnight. */
export function localDateTimeFlaw(value: string): Flaw | undefined {
  const flaw = flawOfParsed(parseLocalDateTime(value))
  const midnight = `${value}T00:00`
  return flaw === undefined || isProblem(parseLocalDateTime(midnight))
    ? flaw
    : { ...flaw, fix: `write ${midnight}` }
}

export function zoneFlaw(value: string): Flaw | undefined {
  if (isZone(value)) return undefined
  const zone = zoneMeant(value)
  const fix =
    zone === undefined ? 'write a name such as Europe/Berlin or UTC' : `did you mean ${zone}?`
  const message = `There is no time zone ${quote(value)} in the IANA database`
  return { code: 'timezone-unknown', message, fix }
}

/** A token on the way to a Command Center must not be readable: https, or the same machine. */
export function endpointFlaw(value: string): Flaw | undefined {
  const url = urlOf(value)
  const isPlain = url?.protocol === 'http:' && isLoopback(url.hostname)
  if (url !== undefined && (url.protocol === 'https:' || isPlain)) return baseFlaw(value, url)
  const message =
    url?.protocol === 'http:'
      ? 'Over http the Authtoken could be read on its way; http is for this machine only'
      : `${quote(value)} is not an https URL`
  const fix = `write https://${url?.host || 'commandcenter.example.com'}/commandcenter/api`
  return { code: 'endpoint-not-https', message, fix }
}

/** Paths are added to its end, and fetch takes no user in a URL. */
function baseFlaw(value: string, url: URL): Flaw | undefined {
  const { host, pathname, protocol, username, password, search, hash } = url
  const isBare = [username, password, search, hash].every(part => part === '')
  if (isBare && /^https?:\/\/[^\s?#]+$/i.test(value)) return undefined
  const message = `${quote(value)} is not the base of an API: a scheme, a host and a path, and nothing else`
  const path = pathname === '/' ? '/commandcenter/api' : pathname
  return { code: 'wrong-value', message, fix: `write ${protocol}//${host}${path}` }
}

/** A field name of HTTP (RFC 9110, 5.1), and none that our requests have a use for already. */
export function headerNameFlaw(value: string): Flaw | undefined {
  const code = 'wrong-value'
  const fix = 'write Authtoken or Authorization, or the name that Commvault told you'
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$/.test(value)) {
    return { code, message: `${quote(value)} is not the name of an HTTP header`, fix }
  }
  if (!TAKEN_HEADERS.test(value)) return undefined
  const message = `The header ${quote(value)} says something else already, and cannot carry the Authtoken`
  return { code, message, fix }
}

/** What HTTP itself and a proxy on the way read, and by what Commvault pages its lists. */
const TAKEN_HEADERS =
  /^(?:host|connection|keep-alive|upgrade|te|trailer|transfer-encoding|expect|date|cookie|limit|offset|(?:accept|content|proxy)(?:-.*)?)$/i

/** The word before the credentials in a header: a scheme such as Bearer (RFC 9110, 11.1). */
export function headerPrefixFlaw(value: string): Flaw | undefined {
  if (/^ *[A-Za-z][\w.+-]{0,31} *$/.test(value)) return undefined
  const message = `${quote(value)} is no prefix: a word such as Bearer, which one space divides from the token`
  return { code: 'wrong-value', message, fix: 'write prefix: Bearer, or remove the key' }
}

/** The zone that a slip of the finger, wrong capitals or the city alone were meant to name. */
function zoneMeant(value: string): string | undefined {
  const names = zoneNames()
  const wanted = value.trim().toLowerCase().replaceAll(' ', '_')
  const city = names.find(zone => zone.toLowerCase().split('/').at(-1) === wanted)
  return city ?? meant(wanted, names)
}

function properName(value: string): string {
  const bare = value.normalize('NFKD').replace(/\p{M}/gu, '')
  const proper = bare.toLowerCase().replace(/[^a-z0-9]+/g, '-')
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
