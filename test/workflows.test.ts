// What the workflows that people fork may do, what they trust, and how they end. Their scripts are run in workflow-scripts.test.ts.
import { describe, expect, it } from 'vitest'
import { readPolicies } from '../lib/policy/read.ts'
import {
  bash,
  gitLabScriptOf,
  hasProgram,
  jobs,
  read,
  steps,
  syntaxErrorOf,
  unknownIn,
  workflows,
  workspace,
  write,
} from './support/workflows.ts'

const GUIDE = read('docs/pull-requests.md')
const expression = (text: string) => `\${{ ${text} }}`

describe('what a workflow may do', () => {
  const PERMISSIONS: Record<string, Record<string, string>> = {
    'ci.yml ci': { contents: 'read' },
    'ci.yml all': {},
    'deploy.yml staging': { contents: 'read', deployments: 'read', 'id-token': 'write' },
    'deploy.yml prod': { contents: 'read', deployments: 'read', 'id-token': 'write' },
    'deploy-environment.yml prepare': { contents: 'read', deployments: 'read' },
    'deploy-environment.yml deploy': { contents: 'read', 'id-token': 'write' },
    'policy-review-again.yml again': { actions: 'write' },
    'policy-review.yml consent': { 'pull-requests': 'read' },
    'policy-review.yml review': { contents: 'read' },
    'policy-review.yml comment': { 'pull-requests': 'write' },
    'policy-review.yml guardrails': {},
  }

  it('is what the table says, job by job', () => {
    expect(Object.fromEntries(jobs.map(({ at, job }) => [at, job.permissions]))).toEqual(
      PERMISSIONS,
    )
  })

  it.each(workflows)('is next to nothing before a job asks: $file', ({ permissions }) => {
    expect([{}, { contents: 'read' }]).toContainEqual(permissions)
  })

  it('never lets a job that may write run what a checkout brought', () => {
    const writers = jobs.filter(
      ({ job }) => job.steps && Object.values(job.permissions ?? {}).includes('write'),
    )
    const checkers = writers.filter(({ job }) =>
      job.steps?.some(({ uses, run }) => uses?.startsWith('actions/checkout') || run !== undefined),
    )
    // Behind the approval of an environment, from main only.
    expect(checkers.map(({ at }) => at)).toEqual(['deploy-environment.yml deploy'])
    expect(checkers[0]?.job.environment).toBe(expression('inputs.environment'))
  })

  it.each(workflows)('is asked by no event that hands secrets to strangers: $file', ({ on }) => {
    expect(Object.keys(on)).not.toContain('pull_request_target')
    expect(Object.keys(on)).not.toContain('workflow_run')
    expect(Object.keys(on)).not.toContain('issue_comment')
  })

  it('needs no secret', () => {
    expect(workflows.filter(({ text }) => /\bsecrets\s*[.[:]/.test(text))).toEqual([])
  })
})

describe('what a workflow trusts', () => {
  const VERSIONS: Record<string, string> = {
    'actions/checkout': '3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1',
    'actions/setup-node': '820762786026740c76f36085b0efc47a31fe5020 # v7.0.0',
    'actions/upload-artifact': 'bbbca2ddaa5d8feaa63e36b76fdaad77386f024f # v7.0.0',
    'actions/download-artifact': '3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c # v8.0.1',
    'actions/github-script': 'ed597411d8f924073f98dfc5c65a23a2325f34cd # v8.0.0',
    'aws-actions/configure-aws-credentials': 'e6de054238d6b7531b4efff3b6587d9aade6a06c # v6.2.3',
  }

  it('is six actions, each by its full commit and with its version beside it', () => {
    const used = workflows.flatMap(({ text }) =>
      [...text.matchAll(/\buses:\s*(\S+)(.*)$/gm)].map(([, action, rest]) => `${action}${rest}`),
    )
    const foreign = used.filter(action => !action.startsWith('./.github/workflows/'))
    const known = Object.entries(VERSIONS).map(([action, commit]) => `${action}@${commit}`)
    expect([...new Set(foreign)].toSorted()).toEqual(known.toSorted())
    expect(known.filter(action => !/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action))).toEqual([])
  })

  it('is no text of others within a script: it comes by the environment', () => {
    const written = steps.flatMap(({ at, step }) =>
      [step.run, step.with?.script]
        .filter(script => typeof script === 'string' && script.includes('${{'))
        .map(() => at),
    )
    expect(written).toEqual([])
  })

  it('is no checkout that keeps its credentials, and no cache that a branch could have filled', () => {
    const of = (action: string) => steps.filter(({ step }) => step.uses?.startsWith(`${action}@`))
    const keeping = of('actions/checkout').filter(
      ({ step }) => step.with?.['persist-credentials'] !== false,
    )
    const cached = of('actions/setup-node').filter(
      ({ step }) => step.with?.['package-manager-cache'] !== false || step.with.cache !== undefined,
    )
    expect([...keeping, ...cached].map(({ at }) => at)).toEqual([])
  })

  it('is no install script where AWS can be reached', () => {
    const installs = steps.filter(
      ({ job, step }) => job.permissions?.['id-token'] === 'write' && step.run?.includes('npm ci'),
    )
    expect(installs.map(({ step }) => step.run)).toEqual(['npm ci --ignore-scripts'])
  })
})

describe('how a workflow ends', () => {
  it.each(jobs.filter(({ job }) => job.uses === undefined))('within its time: $at', ({ job }) => {
    expect(job['timeout-minutes']).toBeLessThanOrEqual(60)
  })

  it.each(jobs.filter(({ job }) => job.steps?.some(({ run }) => run)))(
    'at the first command that fails: $at',
    ({ workflow }) => {
      expect(workflow.defaults?.run.shell).toBe('bash -euo pipefail {0}')
    },
  )

  it('with the required checks never skipped, which GitHub would take for passed', () => {
    const required = jobs.filter(({ at }) =>
      /^(ci\.yml all|policy-review\.yml guardrails)$/.test(at),
    )
    expect(required.map(({ job }) => job.if)).toEqual([
      expression('always()'),
      expression('always()'),
    ])
    const review = workflows.find(({ file }) => file === 'policy-review.yml')
    // Without a filter, for every other pull request would wait for the check for ever; with edited, because of a changed base.
    expect(review?.on).toEqual({
      pull_request: {
        types: ['opened', 'synchronize', 'reopened', 'labeled', 'unlabeled', 'edited'],
      },
      merge_group: null,
    })
  })

  it('with every required check answered in a merge queue, each commit of it by a run of its own', () => {
    const required = workflows.filter(({ file }) => /^(ci|policy-review)\.yml$/.test(file))
    expect(required.map(({ on }) => on.merge_group)).toEqual([null, null])
    // Runs of one group wait for each other, or cancel each other; the ref of a queue names its commit.
    expect(required.map(({ concurrency }) => concurrency?.group)).toEqual([
      `ci-${expression("github.event_name == 'pull_request' && github.ref || github.sha")}`,
      `policy-review-${expression('github.event.pull_request.number || github.ref')}-${expression('github.event.pull_request.head.sha || github.sha')}`,
    ])
  })

  it('with every label and review seen: nothing that asks for them is cancelled by what does not', () => {
    const again = workflows.find(({ file }) => file === 'policy-review-again.yml')
    expect(again?.on).toEqual({ pull_request_review: { types: ['submitted', 'dismissed'] } })
    // The group of a workflow is taken before any `if`: a remark would cancel the run in which an approval waits.
    expect(again?.concurrency).toBeUndefined()
    expect(again?.jobs.again).toMatchObject({
      if: expression("github.event.review.state != 'commented'"),
      concurrency: {
        group: `policy-review-again-${expression('github.event.pull_request.number')}`,
        'cancel-in-progress': true,
      },
    })
    // Several labels at once are several runs of one commit, of which GitHub may cancel the newest, whose check counts.
    const review = workflows.find(({ file }) => file === 'policy-review.yml')
    expect(review?.concurrency).toMatchObject({ 'cancel-in-progress': false, queue: 'max' })
    // By this the one finds the runs of the other.
    expect(review?.text).toContain("format('#{0} {1}', github.event.pull_request.number,")
    expect(again?.text).toContain('display_title.startsWith(`#')
  })

  it.each(workflows.filter(({ concurrency }) => concurrency))(
    'never by a run that takes the place of another one and then does nothing: $file',
    ({ jobs }) => {
      const first = Object.values(jobs).filter(({ needs }) => needs === undefined)
      expect(first.map(job => job.if)).toEqual(first.map(() => undefined))
    },
  )

  it('before the next deployment of the same environment begins', () => {
    const { staging, prod } = workflows.find(({ file }) => file === 'deploy.yml')?.jobs ?? {}
    expect(staging?.concurrency).toEqual({ group: 'deploy-staging', 'cancel-in-progress': false })
    expect(prod?.concurrency).toEqual({ group: 'deploy-prod', 'cancel-in-progress': false })
    expect(prod?.needs).toBe('staging')
  })

  it('with every environment reviewed that is deployed', () => {
    const reviewed = workflows.find(({ file }) => file === 'policy-review.yml')?.env?.ENVIRONMENTS
    const deployed = jobs.flatMap(({ job }) => job.with?.environment ?? [])
    expect(deployed).toEqual(reviewed?.split(' '))
    for (const name of deployed) expect(read(`policies/environments/${name}.yaml`)).toContain(name)
  })
})

const SCRIPTS = [
  ...steps.flatMap(({ at, step }) => (step.run === undefined ? [] : { at, script: step.run })),
  ...['.ci/run', '.ci/review'].map(at => ({ at, script: read(at) })),
  ...['consent', 'review', 'comment'].map(job => ({
    at: `.gitlab-ci.yml ${job}`,
    script: gitLabScriptOf(job),
  })),
]

describe('what a script says', () => {
  it.each(SCRIPTS)('bash can read: $at', ({ script }) => {
    expect(syntaxErrorOf(script)).toBe('')
  })

  // Where it is installed, as it is on GitHub's runners.
  it.runIf(hasProgram('shellcheck'))('shellcheck warns of nothing', () => {
    const cwd = workspace()
    for (const { at, script } of SCRIPTS) write(cwd, `scripts/${at.replaceAll('/', ' ')}`, script)
    const { out } = bash('shellcheck --shell=bash --severity=warning scripts/* || true', { cwd })
    expect(out).toBe('')
  })

  it('asks Holdfast only what it knows', () => {
    const asked = SCRIPTS.flatMap(({ script }) => askedOf(script))
    expect(new Set(asked.map(([verb]) => verb))).toEqual(new Set(['plan', 'test', 'validate']))
    expect(asked.flatMap(unknownIn)).toEqual([])
  })

  it('notices a verb and an option that are not there', () => {
    expect(
      askedOf('npx holdfast pan --format "$x" ||\nnpx holdfast plan \\\n  --bse=1').flatMap(
        unknownIn,
      ),
    ).toEqual(['pan', '--bse=1'])
  })
})

describe('docs/pull-requests.md', () => {
  const guardrails = [...GUIDE.matchAll(/```yaml\n(\s*guardrails:[\s\S]*?)```/g)].map(
    ([, text = '']) => ({
      text: text.replace(/^ {3}(?=.*\S)/gm, indent => (text.startsWith(indent) ? '' : indent)),
    }),
  )

  it.each(guardrails)('shows guardrails that hold: $text', ({ text }) => {
    const defaults = `apiVersion: holdfast/v1\nkind: Defaults\n${text}`
    const { diagnostics } = readPolicies([{ file: 'policies/defaults.yaml', text: defaults }])
    expect(diagnostics.map(({ code }) => code)).toEqual(['no-policies'])
    expect(guardrails).toHaveLength(2)
  })

  it('names the check that runs, and every job that does', () => {
    const { guardrails: required } =
      workflows.find(({ file }) => file === 'policy-review.yml')?.jobs ?? {}
    expect(required?.name).toBe(
      `guardrails (${expression('github.event.pull_request.base.ref || needs.consent.outputs.base')})`,
    )
    expect(GUIDE).toContain('`guardrails (main)`')
    const told = [...GUIDE.matchAll(/^\| `(\w+)` \| (?:\*\*yes|no)/gm)].map(([, id]) => id)
    const reviewing = jobs.filter(({ workflow }) => workflow.file.startsWith('policy-review'))
    expect(told.toSorted()).toEqual(reviewing.map(({ at }) => at.split(' ')[1]).toSorted())
  })
})

describe('the role that deploys', () => {
  it('may make every kind of resource that the stack has', () => {
    const [, text = ''] =
      /```json\n(\s*\{[^`]*cloudformation:CreateChangeSet[\s\S]*?)```/.exec(
        read('docs/operations.md'),
      ) ?? []
    const policy = JSON.parse(text) as {
      readonly Statement: readonly { readonly Action: string | readonly string[] }[]
    }
    const services = new Set(
      policy.Statement.flatMap(({ Action }) => Action).map(action => action.split(':')[0]),
    )
    const types = [...read('serverless.yml').matchAll(/Type: AWS::(\w+)::/g)].map(
      ([, service = '']) => service,
    )
    const needed = [...types, 'Lambda', 'S3'].map(service => service.toLowerCase())
    expect(needed.filter(service => !services.has(service))).toEqual([])
  })
})

/** The arguments of each call that stands in a script as it is; lists of more are left out. */
function askedOf(script: string): readonly (readonly string[])[] {
  return [...script.replaceAll('\\\n', ' ').matchAll(/npx holdfast ([^\n|;&<>]+)/g)].map(
    ([, args = '']) =>
      args
        .replace(/\$\{\w+:\+([^}]*)\}/g, '$1')
        .replaceAll('"', '')
        .split(/\s+/)
        .filter(arg => arg !== '' && !/^\$(@|\{\w+\[@\]\})$/.test(arg)),
  )
}
