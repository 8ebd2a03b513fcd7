// What Command Centers were seen or documented to answer, and what we make of it: test/golden/commvault/vectors holds both
// side by side, to be read beside Commvault's own pages. Written by hand; no test rewrites it.
import { describe, expect, it } from 'vitest'
import { classify } from '../lib/commvault/answer.ts'
import { commandCenter } from '../lib/commvault/command-center.ts'
import type { HttpReply, NoReply } from '../lib/commvault/exchange.ts'
import { readJob } from '../lib/commvault/job.ts'
import { readGolden } from './support/golden.ts'

type Reply = Omit<HttpReply, 'body'> & { readonly body: unknown }
type Vector = {
  readonly says: string
  readonly reply?: Reply
  readonly noReply?: NoReply
  readonly means: unknown
}

const vectors = <V>(file: string): readonly V[] =>
  JSON.parse(readGolden(`commvault/vectors/${file}.json`))

/** A text is the body as it came; all else is its JSON. */
function cameBack({ reply, noReply }: Vector): HttpReply | NoReply {
  if (noReply) return noReply
  if (!reply) throw new Error('A vector says what came back, or that nothing did.')
  const { body, ...rest } = reply
  return { ...rest, body: typeof body === 'string' ? body : JSON.stringify(body) }
}

const NOW = Date.UTC(2026, 10, 22, 1)

const answering = (vector: Vector) =>
  commandCenter({
    exchange: async () => cameBack(vector),
    authtoken: async () => 'marker-token-0123456789',
    endpoint: 'https://commandcenter.example.com/commandcenter/api',
    now: () => NOW,
  })

/** As JSON shows it, like the vectors: without what is undefined. */
const shown = (value: unknown) => JSON.parse(JSON.stringify(value ?? null))
const read = (answer: Promise<unknown>) =>
  answer.then(shown, ({ message }: Error) => ({ unreadable: message }))

describe('createTask', () => {
  const answers = vectors<Vector & { readonly row: number | string }>('create-task')

  it.each(answers.map(vector => [vector.row, vector.says, vector] as const))(
    '%s: %s',
    (_row, _says, vector) => {
      expect(classify(cameBack(vector))).toEqual(vector.means)
    },
  )

  it('has a vector for each kind of answer and for each rule of reading it', () => {
    const kinds = Array.from({ length: 23 }, (_, at) => at + 1)
    const rules = Array.from({ length: 10 }, (_, at) => `rule ${at + 1}`)
    const rows = new Set(answers.map(({ row }) => row))
    expect([...kinds, ...rules, 'codes'].filter(row => !rows.has(row))).toEqual([])
  })

  it('is not said to have started nothing where a job id came back', () => {
    const jobId = /"jobIds":\["?[1-9]|<jobIds val="[1-9]/
    const withJob = answers.filter(({ reply }) =>
      jobId.test(JSON.stringify(reply ?? {}).replaceAll('\\', '')),
    )
    expect(withJob.length).toBeGreaterThan(10)
    for (const vector of withJob) {
      expect(['accepted', 'no-answer']).toContain(classify(cameBack(vector)).kind)
    }
  })
})

describe('a status', () => {
  type Status = { readonly status: string; readonly means: unknown }
  it.each(vectors<Status>('statuses').map(vector => [vector.status, vector.means] as const))(
    '%s',
    (status, means) => {
      expect(readJob({ jobId: 1, status })?.progress ?? 'unknown: it goes on').toEqual(means)
    },
  )
})

describe('a job list', () => {
  type Listing = Vector & { readonly part: string; readonly call: string }
  it.each(vectors<Listing>('jobs').map(vector => [vector.part, vector.says, vector] as const))(
    '%s: %s',
    async (_part, _says, vector) => {
      const center = answering(vector)
      const [, jobId] = vector.call.split(' ')
      const jobs = jobId
        ? center.job(jobId).then(job => (job === undefined ? [] : [job]))
        : center.jobs(NOW)
      expect(await read(jobs)).toEqual(vector.means)
    },
  )
})

describe('a kill', () => {
  it.each(vectors<Vector>('kill').map(vector => [vector.says, vector] as const))(
    '%s',
    async (_says, vector) => {
      const refusal = answering(vector).kill('7')
      expect(await read(refusal.then(text => ({ refusal: text ?? null })))).toEqual(vector.means)
    },
  )
})

describe('the task of a job', () => {
  it.each(vectors<Vector>('task-details').map(vector => [vector.says, vector] as const))(
    '%s',
    async (_says, vector) => {
      const told = answering(vector).description('7')
      expect(await read(told.then(text => ({ description: text ?? null })))).toEqual(vector.means)
    },
  )
})
