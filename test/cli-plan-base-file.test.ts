// What a plan says of a base that is no commit: one file of many, or the empty folder of a first deployment.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { holdfast } from './support/holdfast.ts'
import { repository, type TestRepository } from './support/repository.ts'

let repo: TestRepository

beforeAll(() => {
  repo = repository({ samples: true })
})

afterAll(() => repo.remove())

const plan = (base: string, ...args: readonly string[]) => {
  const terms = ['--env', 'prod', '--now', '2026-11-21T17:20:00Z', '--base', base]
  return holdfast(['plan', ...terms, ...args], { cwd: repo.folder })
}

describe('one file of many as base', () => {
  const ONE_FILE =
    './policies/erp-sql.yaml is one file, and is compared with all of policies: whatever it does not hold, environments, targets and defaults too, looks new here. To compare two versions of one file, let the base be a commit, or a copy of policies that has the other version'
  const MISTAKE =
    '1 mistake in it (policies/erp-sql.yaml:4:7: There is no Environment document, so this policy is deployed nowhere)'

  it('is said at the head, with what to do and the mistake by which its policy is missing', async () => {
    const { stdout, exitCode } = await plan('./policies/erp-sql.yaml')
    const [head = ''] = stdout.split('\n\nBackups a week')
    const lines = head.replace(/\n +/g, ' ').split('\n')
    expect(lines.filter(line => line.startsWith('! '))).toEqual([
      `! ${ONE_FILE}`,
      `! policies of the base are missing by ${MISTAKE}: what those covered looks new here`,
    ])
    expect(exitCode).toBe(1)
  })

  it.each(['markdown', 'html', 'github', 'event'])('is said as %s', async format => {
    const { stdout } = await plan('./policies/erp-sql.yaml', '--format', format)
    expect(stdout.replaceAll('\\', '').replaceAll('\u200b', '')).toContain(
      'is one file, and is compared with all of policies',
    )
  })

  it('is in the JSON for machines', async () => {
    const { stdout } = await plan('./policies/erp-sql.yaml', '--format', 'json')
    const schema = readFileSync(join(import.meta.dirname, '../docs/review.schema.json'), 'utf8')
    const isReview = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(
      JSON.parse(schema),
    )
    const review = JSON.parse(stdout)
    expect([isReview(review), isReview.errors]).toEqual([true, null])
    expect(review.base).toMatchObject({
      standsFor: 'policies',
      unreadable: 1,
      mistake: { message: expect.stringContaining('There is no Environment document') },
    })
  })

  it('is nothing to speak of where the file holds everything', async () => {
    const files = repo.git('ls-files', ':!policies/tests', ':!policies/scenarios', '*.yaml')
    const texts = files.split('\n').map(file => readFileSync(join(repo.folder, file), 'utf8'))
    writeFileSync(join(repo.folder, 'all.yaml'), texts.join('---\n'))
    const { stdout } = await plan('./all.yaml', '--format', 'json')
    expect(JSON.parse(stdout).base).toEqual({
      name: './all.yaml',
      unreadable: 0,
      standsFor: 'policies',
    })
    expect((await plan('./all.yaml')).stdout).not.toContain('is one file')
  })
})

describe('the first deployment', () => {
  it('is told on the bus in words for whoever reads a mail', async () => {
    mkdirSync(join(repo.folder, 'before-the-first-deployment'))
    const { stdout } = await plan('./before-the-first-deployment', '--format', 'event')
    const [entry] = JSON.parse(stdout)
    expect(JSON.parse(entry.Detail).statusMessage).toMatch(
      /^9 added, 0 changed, 0 removed: strengthens protection\. Backups a week: 0 -> [\d,]+\. No earlier deployment is known, so all of it counts as new\.$/,
    )
  })

  it('is compared by its name with an empty folder, in the summary that its approvers read', async () => {
    const { stdout } = await plan('./before-the-first-deployment', '--format', 'markdown')
    expect(stdout).toContain('before-the-first-deployment has no policies: everything counts as')
  })
})
