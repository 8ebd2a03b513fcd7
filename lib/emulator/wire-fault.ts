// A script of what shall go wrong on the wire: which call, when, and how. Read from JSON and checked as a whole.
import { type Check, oneOf, wrongKeys } from './fault-checks.ts'
import { isObject } from './json.ts'
import { CALLS, type CallName } from './wire-calls.ts'

/** What each fault may be told besides whom it strikes. `worked`: the work is done all the same, and nobody says so. */
const KINDS = {
  /** The connection is cut before the service sees the request. */
  'cut-before': [],
  /** The service has done its work; the connection is cut before a byte of the answer. */
  'cut-after': [],
  /** Half of the answer arrives, then the connection is cut. */
  truncated: [],
  /** The work is done at once, the answer comes `ms` real milliseconds later. */
  slow: ['ms'],
  /** Never answered: the client's own deadline ends it. */
  hang: ['worked'],
  /** 200 and a web page, as every URL answers while the web tier restarts. */
  maintenance: ['worked'],
  /** 302 to a login page. */
  redirect: [],
  /** 401, whatever the token. */
  denied: [],
  /** 429 of a hosted service: the hour's quota is used up, ask again after `seconds`. */
  'too-many': ['seconds'],
  /** 502, 503 or 504 and the page of a gateway. */
  unavailable: ['status', 'worked'],
  /** 500 and not a byte. */
  'fault-without-word': ['worked'],
  /** 500 and a refusal of the job manager, which has done nothing. */
  'refused-500': ['reason'],
  /** 500 of the web service itself, which says nothing of the work. */
  'web-service-fault': ['worked'],
  /** The answer comes twice; the copy `ms` later, when the connection may carry another call already. */
  duplicate: ['ms'],
  /** 200 and not a byte, after the work. */
  empty: [],
  /** 200 and broken JSON, after the work. */
  garbage: [],
} as const satisfies { readonly [kind: string]: readonly OwnKey[] }

export type WireKind = keyof typeof KINDS

export const WIRE_KINDS = Object.keys(KINDS) as readonly WireKind[]

export type WireFault = {
  readonly wire: WireKind
  /** A call by name, or any whose path holds this text, which begins with a slash. Without it every call. */
  readonly call?: CallName | `/${string}`
  /** Only the nth of those calls, counted from 1; or every nth; or each with this probability. Without these all. */
  readonly nth?: number
  readonly every?: number
  readonly probability?: number
  /** Only between these instants of the emulator's clock, ISO 8601. */
  readonly during?: { readonly from: string; readonly to: string }
  /** Once it strikes, it strikes so many of those calls in a row; 1 without it. */
  readonly calls?: number
  readonly ms?: number
  readonly seconds?: number
  readonly status?: 502 | 503 | 504
  readonly worked?: boolean
  readonly reason?: string
}

type OwnKey = 'ms' | 'seconds' | 'status' | 'worked' | 'reason'

const countFrom = (least: number): Check => ({
  accepts: value => Number.isSafeInteger(value) && Number(value) >= least,
  wants: `a whole number from ${least} on`,
})

const OWN_KEYS: { readonly [key in OwnKey]: Check } = {
  ms: countFrom(0),
  seconds: countFrom(1),
  status: { accepts: value => [502, 503, 504].some(s => s === value), wants: '502, 503 or 504' },
  worked: { accepts: value => typeof value === 'boolean', wants: 'true or false' },
  reason: { accepts: value => typeof value === 'string', wants: 'a text' },
}

const COMMON_KEYS: { readonly [key: string]: Check } = {
  wire: oneOf(WIRE_KINDS),
  call: {
    accepts: value => isCallName(value) || (typeof value === 'string' && /^\/./.test(value)),
    wants: `a part of a path that begins with "/", or one of ${CALLS.join(', ')}`,
  },
  nth: countFrom(1),
  every: countFrom(1),
  probability: {
    accepts: value => typeof value === 'number' && value > 0 && value <= 1,
    wants: 'a number above 0, up to 1',
  },
  during: { accepts: isSpan, wants: '{"from": …, "to": …}, two ISO times, the later one last' },
  calls: countFrom(1),
}

/** What is wrong with an entry of a fault script that has a `wire`. */
export function mistakesInWireFault(fault: { readonly wire: unknown }): readonly string[] {
  const kind = WIRE_KINDS.find(known => known === fault.wire)
  if (kind === undefined) return wrongKeys({ wire: fault.wire }, COMMON_KEYS)
  const own = Object.fromEntries(KINDS[kind].map(key => [key, OWN_KEYS[key]]))
  const chosen = ['nth', 'every', 'probability'].filter(key => key in fault)
  const mistakes = wrongKeys(fault, { ...COMMON_KEYS, ...own })
  return chosen.length > 1
    ? [...mistakes, `${chosen.join(' and ')} exclude each other; keep one of them`]
    : mistakes
}

/** Whether the service does the work of a call that this fault strikes. */
export function isWorkDone({ wire, worked = false }: WireFault): boolean {
  return ALWAYS_WORKED.has(wire) || worked
}

const ALWAYS_WORKED: ReadonlySet<WireKind> = new Set([
  'cut-after',
  'truncated',
  'slow',
  'duplicate',
  'empty',
  'garbage',
])

function isCallName(value: unknown): boolean {
  return CALLS.some(name => name === value)
}

function isSpan(value: unknown): boolean {
  if (!isObject(value) || Object.keys(value).some(key => key !== 'from' && key !== 'to')) {
    return false
  }
  return isIso(value.from) && isIso(value.to) && Date.parse(value.from) < Date.parse(value.to)
}

function isIso(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(value) &&
    !Number.isNaN(Date.parse(value))
  )
}
