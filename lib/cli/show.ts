// `holdfast show`: the effective policy of one environment, each value with the file and line that it comes from. No
// clock has a part in it, so that two branches can be compared.

import type { PlannedSource } from '../plan/plan.ts'
import type { Policy } from '../policy/policy.ts'
import {
  type Shown,
  type ShownKeys,
  type ShownPolicy,
  showPolicy,
  valuesOf,
} from '../policy/show.ts'
import { type Notes, renderShown } from '../policy/show-text.ts'
import { renderDuration } from '../schedule/duration.ts'
import { expressionOf } from '../schedule/timetable.ts'
import { isScheduleSource } from '../start.ts'
import { type ExitCode, UsageError } from './failure.ts'
import { asList, counted, json, writeResult } from './output.ts'
import { checkedPolicies, planIn, type Selection } from './policies.ts'
import { startsText } from './starts-text.ts'

export type ShowOptions = Selection & {
  readonly format: 'yaml' | 'json'
  readonly out?: string
}

export function show(name: string, options: ShowOptions): ExitCode {
  const here = checkedPolicies(options)
  const policy = here.policies.find(candidate => candidate.name === name)
  if (policy === undefined) throw noSuchPolicy(name, here.environment, here.policies)
  const shown = showPolicy(here.files, policy)
  if (shown === undefined) throw new Error(`${name} was read and then not found.`)
  const sources = planIn(here).sources.filter(source => source.policy === name)
  const text =
    options.format === 'json'
      ? json(asObject(shown, policy, sources))
      : renderShown(shown, notesOn(policy, sources))
  writeResult(text, options.out)
  return 0
}

function noSuchPolicy(name: string, environment: string, policies: readonly Policy[]): UsageError {
  const names = policies.map(each => each.name).join(', ') || 'none'
  return new UsageError(`there is no policy ${name} in ${environment}; there are ${names}.`)
}

/** What one reads in the policy only with a calculator, or in other documents. */
function notesOn(policy: Policy, sources: readonly PlannedSource[]): Notes {
  const targets = policy.targets.map(target => target.name)
  return {
    head: [
      `${policy.name} as it holds in ${policy.environment.name}; behind each value is where it comes from.`,
      asList(`${counted(targets.length, 'target')}: `, targets),
      `policyHash: ${policy.hash}`,
    ],
    of: Object.fromEntries(
      sources.map(source => [source.name.slice(policy.name.length + 1), notesOnSource(source)]),
    ),
  }
}

function notesOnSource(source: PlannedSource): readonly string[] {
  const blackouts = source.terms.blackouts.map(({ calendar, name }) => `${calendar} (${name})`)
  const dark = blackouts.length === 0 ? [] : [asList('nothing starts in: ', blackouts)]
  if (!isScheduleSource(source)) {
    return [
      `rule ${source.rule} waits for:`,
      ...Object.entries(source.pattern).map(([key, value]) => `  ${key}: ${JSON.stringify(value)}`),
      ...dark,
    ]
  }
  const { expression, timezone, spreadSeconds, yieldsTo } = source
  const moved =
    spreadSeconds === 0 ? '' : `, moved by ${renderDuration(spreadSeconds)} to spread the load`
  const often = startsText(expressionOf(source))
  return [
    `${expression} in ${timezone}: ${often}${moved}`,
    ...(yieldsTo.length === 0 ? [] : [`yields to ${yieldsTo.join(', ')} when both are due`]),
    ...dark,
  ]
}

function asObject(shown: ShownPolicy, policy: Policy, sources: readonly PlannedSource[]) {
  const { keys, schedules, triggers } = shown
  return {
    ...valuesOf(keys),
    ...(schedules.length > 0 && { schedules: schedules.map(entry => valuesOf(entry.keys)) }),
    ...(triggers.length > 0 && { triggers: triggers.map(entry => valuesOf(entry.keys)) }),
    environment: policy.environment.name,
    policyHash: policy.hash,
    resolved: {
      targets: policy.targets.map(target => target.name),
      sources: sources.map(asCompiled),
    },
    origins: Object.fromEntries([
      ...originsIn(keys, ''),
      ...schedules.flatMap(entry => originsIn(entry.keys, `schedules.${entry.name}.`)),
      ...triggers.flatMap(entry => originsIn(entry.keys, `triggers.${entry.name}.`)),
    ]),
  }
}

function asCompiled(source: PlannedSource) {
  if (!isScheduleSource(source)) {
    return { source: source.name, rule: source.rule, pattern: source.pattern }
  }
  const { name, expression, timezone, spreadSeconds } = source
  return { source: name, expression, timezone, spreadSeconds }
}

/** `schedules.log.retry.attempts`: schedules and triggers by name, as overrides write them; items of lists by number. */
function originsIn(keys: ShownKeys, before: string): [path: string, origin: string][] {
  return keys.flatMap(([key, shown]) => originsOf(shown, `${before}${key}`))
}

function originsOf({ origin, parts = [] }: Shown, path: string): [path: string, origin: string][] {
  return [[path, origin], ...originsIn(parts, `${path}.`)]
}
