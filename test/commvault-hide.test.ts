// The Authtoken in what a server answers: however it is escaped, it leaves the room in no answer, job or error.
import { describe, expect, it } from 'vitest'
import { commandCenter } from '../lib/commvault/command-center.ts'
import type { HttpReply } from '../lib/commvault/exchange.ts'
import { hiding } from '../lib/commvault/hide.ts'
import { cpuTime } from './support/cpu-time.ts'
import { fc } from './support/fast-check.ts'
import { erpCore } from './support/story.ts'

const TOKENS = [
  'aGVsbG8+d29ybGQ/c2VjcmV0dG9rZW4=',
  '+aGVsbG8/d29ybGQ+c2VjcmV0dG9rZW4==',
  'QSDK 3ac7f00d5ecre7+0123456789abcdef',
  'eyJhbGciOi.eyJzdWIiOiJ-c2Vj_cmV0.dG9rZW4tdG9rZW4',
  `odd"sesame'with>all<that&html\\escapes`,
]

const each = (token: string, spell: (character: string, code: number) => string) =>
  token.replace(/[^a-z\d ]/gi, character => spell(character, character.charCodeAt(0)))
const inJson = (text: string) => JSON.stringify(text).slice(1, -1)
const hex = (code: number) => code.toString(16).padStart(4, '0')
const NAMES: { readonly [character: string]: string } = {
  '&': 'amp',
  '<': 'lt',
  '>': 'gt',
  '"': 'quot',
  "'": 'apos',
}
const named = (token: string) =>
  each(token, (character, code) => `&${NAMES[character] ?? `#${code}`};`)

/** How a server may write a token into a JSON string. */
const IN_JSON: { readonly [way: string]: (token: string) => string } = {
  'as it is': inJson,
  'with \\/': token => inJson(token).replaceAll('/', '\\/'),
  'as \\u002b': token => each(token, (_, code) => `\\u${hex(code)}`),
  'as \\u002B': token => each(token, (_, code) => `\\u${hex(code).toUpperCase()}`),
  'as &#43;': token => each(token, (_, code) => `&#${code};`),
  'as &#x2B;': token => each(token, (_, code) => `&#x${code.toString(16).toUpperCase()};`),
  'as &#043;': token => each(token, (_, code) => `&#0${code};`),
  'by name': named,
  'as \\u0026#43;': token => named(token).replaceAll('&', '\\u0026'),
  'as &amp;#43;': token => named(token).replaceAll('&', '&amp;'),
  'as %2B': token => encodeURIComponent(token).replaceAll("'", '%27'),
}

/** How a server may write a token into a page. */
const IN_HTML = Object.fromEntries(
  Object.entries(IN_JSON).filter(([way]) => /&|name|%/.test(way) && !way.includes('u0026')),
)

describe.each(TOKENS)('no part of %s is shown when a server repeats it', token => {
  it.each(Object.entries(IN_JSON))('%s in its JSON', async (_, write) => {
    const echo = write(token)
    const told = [`Denied: ${echo}`, ...overTheCut(echo)].flatMap(words => [
      answerTo(token, 500, `{"errorCode": 5, "errorMessage": "${words}"}`),
      answerTo(token, 200, `{"errorList": [{"errLogMessage": "${words}"}]}`),
      answerTo(token, 200, `{"headers": {"Authtoken": "${words}"}}`),
      answerTo(token, 502, `"${words}"`),
      answerTo(token, 502, `{"headers": "${words}`),
    ])
    const job = `"jobId": 7, "status": "${echo}", "backupLevelName": "${echo}"`
    const more = `"pendingReason": "${echo}", "userName": {"userName": "${echo}"}`
    const subclient = `"subclient": {"clientName": "${echo}", "instanceName": "${echo}"}`
    told.push(jobOf(token, `${job}, ${more}, ${subclient}`))
    expectNothingOf(token, await Promise.all(told))
  })

  it.each(Object.entries(IN_HTML))('%s in a page or in XML', async (_, write) => {
    const echo = write(token)
    const told = [`Authtoken: ${echo}`, ...overTheCut(echo)].flatMap(words => [
      answerTo(token, 500, `<html><body>${words}</body></html>`),
      answerTo(token, 500, `<Error errorCode="5" errorMessage="${words}"/>`),
    ])
    expectNothingOf(token, await Promise.all(told))
  })

  it('with every character escaped, which only decoding brings to light', async () => {
    const json = [...token].map(character => `\\u${hex(character.charCodeAt(0))}`).join('')
    const html = [...token].map(character => `&#${character.charCodeAt(0)};`).join('')
    const told = [
      answerTo(token, 500, `{"errorCode": 5, "errorMessage": "Denied: ${json}"}`),
      answerTo(token, 500, `<html>Denied: ${html}</html>`),
      jobOf(token, `"jobId": 7, "status": "${json}", "pendingReason": "${html}"`),
    ]
    expectNothingOf(token, await Promise.all(told))
  })
})

describe('no token is shown', () => {
  it('the rejected one, in the answer to the fresh one', async () => {
    const [rejected = '', fresh = ''] = TOKENS
    const bodies = [`{"errorMessage": "${rejected}"}`, `{"errorMessage": "${rejected} ${fresh}"}`]
    for (const status of [401, 403, 500]) {
      const replies = [reply(401, bodies[0]), reply(status, bodies[1])]
      const center = centerThatAnswers(replies, [rejected, fresh])
      expect(
        await center.submit(FULL, 'erp-sql.weekly-full/erp-core/2026-11-22T00:00Z'),
      ).toMatchObject({ text: expect.stringContaining('*** ***') })
    }
  })
})

describe('hiding', () => {
  it('leaves everything else as it is', () => {
    const data = { n: 1, list: ['a', null, undefined, true], deep: { text: 'say aGVsbG8+' } }
    expect(hiding(TOKENS)(data)).toEqual(data)
  })

  it.each([
    'p\u00e4ssw0rd',
    'pass\u20acw0rd',
    'passw\u{1f642}rd',
    '\u65e5\u672c\u8a9e\u306e\u30d1\u30b9\u30ef\u30fc\u30c9',
  ])('finds a password in other letters: %s', password => {
    const escaped = password.replace(/[^a-z\d]/gi, unit => `\\u${hex(unit.charCodeAt(0))}`)
    const hide = hiding([password])
    expect([hide(`No ${password}!`), hide(`No ${escaped}!`)]).toEqual(['No ***!', 'No ***!'])
  })

  it('does not take a short prefix for a secret', () => {
    expect(hiding(['QSDK 3ac7f00d5e'])('QSDK says no to 3ac7f00d5e')).toBe('QSDK says no to ***')
  })

  it('finds any printable token wherever it stands', () => {
    const printable = fc.string({
      unit: fc.integer({ min: 33, max: 126 }).map(code => String.fromCharCode(code)),
      minLength: 8,
    })
    const way = fc.constantFrom(...Object.values(IN_JSON))
    fc.assert(
      fc.property(printable, way, fc.string(), (token, write, around) => {
        fc.pre(!around.includes('***'))
        expect(hiding([token])(`${around} ${write(token)} ${around}`)).toContain('***')
      }),
    )
  })

  it.each(TOKENS)('gets through a large reply in a moment: %s', token => {
    const jobs = JSON.stringify(
      Array(10_000).fill({ jobId: 7, status: 'Running', path: '\\\\\\+&' }),
    )
    expect(cpuTime(() => hiding([token.repeat(20)])(jobs.repeat(3)))).toBeLessThan(1_000)
  })
})

const FULL = { target: erpCore, level: 'FULL', copyOnly: false } as const

const reply = (status: number, body = ''): HttpReply => ({ status, headers: {}, body })

function centerThatAnswers(replies: readonly HttpReply[], tokens: readonly string[]) {
  let asked = 0
  return commandCenter({
    exchange: async () => {
      asked += 1
      return replies[(asked - 1) % replies.length] ?? reply(500)
    },
    authtoken: async rejected => (rejected === undefined ? tokens[0] : tokens.at(-1)) ?? '',
    endpoint: 'https://commandcenter.example.com/api',
    now: () => 0,
  })
}

/** Texts are cut after 1,000 characters: in front of the token, in it, behind it. */
const overTheCut = (echo: string) => [900, 940, 960, 980, 990].map(n => `${'x'.repeat(n)} ${echo}`)

/** All that we say of a reply. */
async function answerTo(token: string, status: number, body: string): Promise<string> {
  const center = centerThatAnswers([reply(status, body)], [token])
  const told = [
    await center.submit(FULL, 'erp-sql.weekly-full/erp-core/2026-11-22T00:00Z'),
    await center.jobs(0).catch(error => [error.message, error.stack, error]),
    await center.job('7').catch(error => [error.message, error.stack, error]),
  ]
  return JSON.stringify(told)
}

const jobOf = (token: string, summary: string) =>
  answerTo(token, 200, `{"totalRecordsWithoutPaging": 1, "jobs": [{"jobSummary": {${summary}}}]}`)

/** Letters and digits stay as they are in most ways of escaping: a run of them that is shown gives the token away. */
function expectNothingOf(token: string, told: readonly string[]): void {
  expect(told[0]).toContain('***')
  expect(told.at(-1)).toContain('***')
  const runs = token.match(/[a-z\d]{5,}/gi) ?? []
  expect(runs.filter(run => told.some(text => text.includes(run)))).toEqual([])
}
