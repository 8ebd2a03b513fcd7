// What the renderers of a review really write, in the hands of the pipeline: the comment goes in whole, and the check decides.
import { describe, expect, it } from 'vitest'
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

describe('the comment of a change that', () => {
  async function commented(review: Review): Promise<readonly (string | undefined)[]> {
    const bodies: (string | undefined)[] = []
    const { url } = await serveGitHub(({ method, body }) => {
      if (method === 'POST') bodies.push(body.body)
      return { json: [] }
    })
    const head = { sha: 'c0ffee0000000000000000000000000000000000' }
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
