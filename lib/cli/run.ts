// `holdfast run`: one source, started by hand.
import { userInfo } from 'node:os'
import { createTaskRequest } from '../commvault/command-center.ts'
import { authHeaders } from '../commvault/signed.ts'
import type { Plan } from '../plan/plan.ts'
import {
  isRuleStart,
  type Override,
  type PolicySources,
  parseStartEvent,
  type SourceStart,
} from '../start.ts'
import { runsOf } from '../submit/runs-of.ts'
import { type ExitCode, UsageError } from './failure.ts'
import { json, writeResult } from './output.ts'
import { planOf, type Selection, sourceIn } from './policies.ts'

export type RunOptions = Selection & {
  readonly target?: readonly string[]
  readonly dryRun?: boolean
  readonly local?: boolean
  readonly direct?: boolean
  readonly reason?: string
  readonly override?: readonly Override[]
  readonly format: 'text' | 'json'
  readonly out?: string
}

/** A start by hand, and the policy that it is of. */
export type ByHand = {
  readonly plan: Plan
  readonly policy: PolicySources
  /** As it would reach `submit`. */
  readonly event: unknown
  readonly start: SourceStart
}

export async function run(source: string, options: RunOptions): Promise<ExitCode> {
  const ways = [options.dryRun, options.local, options.direct].filter(Boolean)
  if (ways.length !== 1) {
    throw new UsageError('choose one of --dry-run, --local and --direct.')
  }
  const start = byHand(source, options)
  if (options.dryRun) return dryRun(start, options)
  if (options.local) return (await import('./run-local.ts')).runLocal(start, options)
  return (await import('./run-direct.ts')).runDirect(start, options)
}

function byHand(named: string, options: RunOptions): ByHand {
  const plan = planOf(options)
  const { name, target } = sourceNamed(named)
  const { policy, source } = sourceIn(plan, name)
  const targets = options.target ?? (target === undefined ? source.targets : [target])
  const stranger = targets.find(each => !source.targets.includes(each))
  if (stranger !== undefined) {
    throw new UsageError(
      `${name} does not protect a target ${stranger}; it protects ${source.targets.join(', ')}.`,
    )
  }
  const event = {
    version: 1,
    source: name,
    scheduledTime: new Date().toISOString(),
    targets,
    manual: {
      by: userInfo().username,
      reason: options.reason ?? 'by hand',
      overrides: options.override ?? [],
    },
  }
  const start = parseStartEvent(event)
  if (isRuleStart(start)) throw new Error('A start by hand names its source.')
  return { plan, policy, event, start }
}

/** A source, or the id of a run, copied out of an event or an alarm: the same source and target once more. */
function sourceNamed(named: string): { readonly name: string; readonly target?: string } {
  const [name = '', target] = named.split('/')
  return target === undefined ? { name } : { name, target }
}

/** The exact requests, one a target, with nothing sent and no secret read. */
function dryRun({ policy, start }: ByHand, { format, out }: RunOptions): ExitCode {
  const requests = runsOf(policy, start, start.scheduledTime).map(({ id, request, source }) => {
    const { commcell, name } = request.target
    const { endpoint = '', authHeader } = policy.commcells[commcell] ?? {}
    const { method, url, headers, body } = createTaskRequest(endpoint, request, id)
    return {
      source,
      target: name,
      level: request.level,
      method,
      url,
      headers: { ...headers, ...authHeaders('***', authHeader) },
      body,
    }
  })
  writeResult(format === 'json' ? json(requests) : requests.map(asHttp).join('\n'), out)
  return 0
}

function asHttp(request: {
  readonly source: string
  readonly target: string
  readonly method: string
  readonly url: string
  readonly headers: { readonly [name: string]: string }
  readonly body: unknown
}): string {
  const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`)
  const head = [`# ${request.source} -> ${request.target}`, `${request.method} ${request.url}`]
  return `${[...head, ...headers, '', JSON.stringify(request.body, null, 2)].join('\n')}\n`
}
