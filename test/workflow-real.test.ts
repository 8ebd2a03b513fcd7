// What the renderers of a review really write, in the hands of the pipeline: the comment goes in whole, and the check decides.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { renderAnnotations } from '../lib/report/annotations.ts'
import { renderReviewJson } from '../lib/report/json.ts'
import { renderMarkdown } from '../lib/report/markdown.ts'
import type { Review } from '../lib/review/review.ts'
import {
  largeReview,
  mixedReview,
  neutralReview,
  strengtheningReview,
  unchangedReview,
  weakeningReview,
} from './support/sample-review.ts'
import { runScript, serveGitHub } from './support/workflow-github.ts'
import { bash, hasProgram, scriptOf, workspace, write } from './support/workflows.ts'

const REVIEWS: readonly (readonly [string, Review])[] = [
  ['strengthens', strengtheningReview()],
  ['is neutral', neutralReview()],
  ['weakens', weakeningReview()],
  ['does all of it', mixedReview()],
  ['has hostile names', largeReview(40, number => `</b>\n::add-mask::${number}\r@everyone|\``)],
  ['changes a thousand sources', largeReview(1000)],
]

function reviewed(review: Review): string {
  const folder = workspace()
  write(folder, `review/${review.environment}/comment.md`, renderMarkdown(review))
  write(folder, `review/${review.environment}/verdict.json`, renderReviewJson(review))
  return folder
}

describe('the annotations of a change that', () => {
  function planned(review: Review): readonly string[] {
    const cwd = workspace()
    // Not passing is told by guardrails, and does not fail this step.
    write(cwd, '.ci/review', 'exit 1')
    for (const environment of ['prod', 'staging']) {
      const place = () => review.changes[0]?.place
      const places = { ofSource: place, ofTerm: place, ofTarget: () => undefined }
      const text = renderAnnotations({ ...review, environment }, places)
      write(cwd, `review/${environment}/annotations.txt`, text)
      write(cwd, `review/${environment}/comment.md`, 'x\n')
    }
    const env = { GITHUB_STEP_SUMMARY: join(cwd, 'summary') }
    const { code, out } = bash(scriptOf('policy-review.yml review', 'Plan'), { cwd, env })
    expect(code).toBe(0)
    expect(readFileSync(join(cwd, 'summary'), 'utf8')).toBe('x\nx\n')
    return out.split(/\r\n|\r|\n/).slice(0, -1)
  }

  it.each(REVIEWS)('%s are all of it that is said to the runner', (_, review) => {
    const commands = /^::(error|warning|notice) (file=[^,:]+,line=\d+,.*)?title=(prod|staging)%3A /
    expect(planned(review).filter(line => !commands.test(line))).toEqual([])
  })

  it('weakens come from every environment, before GitHub has enough of them', () => {
    const errors = planned(largeReview(1000)).filter(line => line.startsWith('::error'))
    expect(errors.slice(0, 10).filter(line => line.includes('title=staging%3A '))).toHaveLength(5)
  })

  it('leaves the policies alone are none', () => {
    expect(planned(unchangedReview())).toEqual([])
  })
})

describe('the comment of a change that', () => {
  async function commented(review: Review): Promise<readonly (string | undefined)[]> {
    const bodies: (string | undefined)[] = []
    const head = { sha: 'c0ffee0000000000000000000000000000000000' }
    const { url } = await serveGitHub(({ method, path, body }) => {
      if (method === 'POST') bodies.push(body.body)
      return { json: path.endsWith('/pulls/7') ? { head } : [] }
    })
    const context = {
      repo: { owner: 'acme', repo: 'backups' },
      runId: 42,
      serverUrl: 'https://github.com',
      payload: { pull_request: { number: 7, head } },
    }
    const env = { GITHUB_WORKSPACE: reviewed(review), ENVIRONMENTS: review.environment }
    await runScript(scriptOf('policy-review.yml comment'), { url, context, env })
    return bodies
  }

  it.each(REVIEWS)('%s is written once, whole, with its commit', async (_, review) => {
    const bodies = await commented(review)
    expect(bodies).toHaveLength(1)
    expect(
      bodies[0]?.startsWith(`${renderMarkdown(review).trimEnd()}\n\n<sub>Commit c0ffee0`),
    ).toBe(true)
    expect(bodies[0]?.length).toBeLessThanOrEqual(65_536)
  })

  it('changes nothing is not written', async () => {
    expect(await commented(unchangedReview())).toEqual([])
  })
})

describe.runIf(hasProgram('jq'))('the required check of a change that', () => {
  it.each(REVIEWS)('%s says what the verdict says, and nothing to the runner', (_, review) => {
    const cwd = reviewed(review)
    const jobs = { CONSENT: 'success', ASKED: '1', REVIEW: 'success', GITHUB_RUN_ATTEMPT: '1' }
    const env = { ...jobs, ENVIRONMENTS: review.environment }
    const { code, out } = bash(scriptOf('policy-review.yml guardrails'), { cwd, env })
    const { passes, checks } = review.verdict
    expect(code).toBe(passes ? 0 : 1)
    const lines = out.trimEnd().split(/\r\n|\r|\n/)
    expect(lines).toHaveLength(checks.length)
    expect(lines.filter(line => line.startsWith('::error title='))).toHaveLength(
      checks.filter(check => !check.passes).length,
    )
    for (const { fix } of checks.filter(check => !check.passes)) {
      if (fix !== undefined) expect(out).toContain(`To do: ${fix.split('\n')[0]}`)
    }
  })
})
