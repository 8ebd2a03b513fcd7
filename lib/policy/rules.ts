// What only the effective policies of an environment together can tell: all rules in one list, cheap ones first.
import { breaksDifferentialBase, noFullInChain } from './chain-rule.ts'
import { dstSkippedStart } from './clock-change-rule.ts'
import { datePast } from './date-past-rule.ts'
import type { Diagnostic, Place } from './diagnostic.ts'
import { duplicateCover } from './duplicate-cover-rule.ts'
import { guardrails } from './guardrail-rule.ts'
import { hotMinute } from './hot-minute-rule.ts'
import { jitterTooLong } from './jitter-rule.ts'
import { neverStarts } from './never-starts-rule.ts'
import { pauseExpired, pauseWithoutUntil } from './pause-rule.ts'
import type { DocumentText } from './places.ts'
import { planLogScheduleOverlap } from './plan-log-rule.ts'
import { rpoKept } from './rpo-rule.ts'
import type { Rule, RuleContext } from './rule.ts'
import { outsideWindow } from './window-rule.ts'
import { writesOverLimit } from './write-limit-rule.ts'

const RULES: readonly Rule[] = [
  pauseWithoutUntil,
  pauseExpired,
  datePast,
  outsideWindow,
  jitterTooLong,
  dstSkippedStart,
  neverStarts,
  guardrails,
  noFullInChain,
  planLogScheduleOverlap,
  breaksDifferentialBase,
  duplicateCover,
  hotMinute,
  writesOverLimit,
  rpoKept,
]

/** All rules in all environments. What is the same in all environments of a policy is said once, and else where it holds. */
export function checkRules(contexts: readonly RuleContext[]): readonly Diagnostic[] {
  const found = new Map<string, { readonly diagnostic: Diagnostic; readonly names: string[] }>()
  for (const context of contexts) {
    for (const rule of RULES) {
      for (const diagnostic of rule(context)) {
        const { place, code, message } = diagnostic
        const key = `${place.file}:${place.line}:${place.column} ${code} ${message}`
        const before = found.get(key)
        if (before === undefined) found.set(key, { diagnostic, names: [context.environment.name] })
        else before.names.push(context.environment.name)
      }
    }
  }
  const deployed = contexts.length > 1 && found.size > 0 ? deployments(contexts) : undefined
  return [...found.values()].map(({ diagnostic, names }) => {
    const isEverywhere = deployed?.(diagnostic.place).every(name => names.includes(name)) ?? true
    if (isEverywhere) return diagnostic
    return { ...diagnostic, message: `${diagnostic.message} (in ${names.join(', ')})` }
  })
}

/** To which environments the policy is deployed that a place lies in. */
function deployments(contexts: readonly RuleContext[]): (place: Place) => readonly string[] {
  const files = new Map<string, Map<DocumentText, string[]>>()
  for (const { environment, policies } of contexts) {
    for (const { policy } of policies) {
      const { text } = policy.origin
      const documents = files.get(text.file) ?? new Map<DocumentText, string[]>()
      documents.set(text, [...(documents.get(text) ?? []), environment.name])
      files.set(text.file, documents)
    }
  }
  return ({ file, line }) => {
    const above = [...(files.get(file) ?? [])].filter(([text]) => text.line <= line)
    const [nearest] = above.toSorted(([a], [b]) => b.line - a.line)
    return nearest?.[1] ?? []
  }
}
