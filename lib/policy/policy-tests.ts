// What can be said of policy tests without running them: whether they can be run, and whether what they name is there.

import { meant } from '../trigger/meant.ts'
import { instantIn } from './bounds.ts'
import type { Flaw } from './codes.ts'
import { nameFlaw } from './field-laws.ts'
import { fromTo } from './from-to.ts'
import type { Report } from './origin.ts'
import type { Path } from './places.ts'
import { checkEnvironment, environmentsOf, type ReferenceContext } from './references.ts'
import type { Repository } from './repository.ts'
import type { PolicyTestCase, PolicyTestDocument } from './test-schema.ts'
import { quote } from './wording.ts'
import { originIn, type Written } from './written.ts'

export function checkTests(repository: Repository, report: Report): void {
  const names = repository.environments.map(({ value }) => value.name)
  const context = { repository, names, report }
  for (const test of repository.tests) {
    checkEnvironment(test.value.environment, { ...test, path: ['environment'] }, context)
    const seen = new Set<string>()
    for (const [index, one] of test.value.cases.entries()) {
      const check = { test, path: ['cases', index], context }
      if (seen.has(one.name)) reportAt(twice(one.name), 'name', check)
      seen.add(one.name)
      checkCase(one, check)
      checkPolicies(one, check)
    }
  }
}

type Check = {
  readonly test: Written<PolicyTestDocument>
  /** Of the case. */
  readonly path: Path
  readonly context: ReferenceContext
}

function reportAt(flaw: Flaw, key: string, { test, path, context }: Check): void {
  context.report(flaw, originIn(test, [...path, key]))
}

function checkCase({ event, clock, expect, expectCounts }: PolicyTestCase, check: Check): void {
  const isBroken = (key: string) => check.test.mistakes.isAt([...check.path, key])
  if (event !== undefined && clock !== undefined) reportAt(BOTH, 'clock', check)
  if (event === undefined && clock === undefined && !isBroken('event') && !isBroken('clock')) {
    reportAt(NEITHER, 'name', check)
  }
  if (expect === undefined && expectCounts === undefined) {
    if (!isBroken('expect') && !isBroken('expectCounts')) reportAt(NOTHING_EXPECTED, 'name', check)
  }
  if (clock === undefined || isBroken('clock')) return
  const within = { ...check, path: [...check.path, 'clock'] }
  fromTo(
    key => instantIn(clock[key], clock.timezone),
    (flaw, key) => reportAt(flaw, key, within),
  )
}

/** A name that no policy has would make a test that cannot fail. */
function checkPolicies({ policies = [], expect = [] }: PolicyTestCase, check: Check): void {
  const { test, path, context } = check
  const { repository, names, report } = context
  if (repository.lost.has('BackupPolicy')) return
  const { environment } = test.value
  const known = repository.policies.map(({ value }) => value.name)
  const written = [
    ...policies.map((name, index) => ({ name, path: [...path, 'policies', index] })),
    ...expect.map(({ policy }, index) => ({
      name: policy,
      path: [...path, 'expect', index, 'policy'],
    })),
  ]
  for (const { name, path: of } of written) {
    if (name === undefined || nameFlaw(name) !== undefined) continue
    const policy = repository.policies.find(({ value }) => value.name === name)
    if (policy === undefined) report(unknownPolicy(name, known), originIn(test, of))
    else if (names.includes(environment) && !environmentsOf(policy, names).includes(environment)) {
      if (!policy.mistakes.isAt(['environments']))
        report(notThere(name, environment), originIn(test, of))
    }
  }
}

const NEITHER: Flaw = {
  code: 'missing-key',
  message: 'A case needs an "event" or a "clock", and this one has neither',
  fix: 'add event: fixtures/codedeploy-success.json, or clock: {from: …, to: …, timezone: …}',
}

const BOTH: Flaw = {
  code: 'wrong-value',
  message: 'A case has an "event" or a "clock", and this one has both',
  fix: 'write two cases',
}

const NOTHING_EXPECTED: Flaw = {
  code: 'missing-key',
  message: 'A case says what is expected, by "expect" or "expectCounts", and this one does not',
  fix: 'add expect: [] when nothing may start',
}

function twice(name: string): Flaw {
  const message = `This test already has a case ${quote(name)}`
  return { code: 'duplicate-name', message, fix: 'rename or remove one of them' }
}

function unknownPolicy(name: string, known: readonly string[]): Flaw {
  const near = meant(name, known)
  const fix = near === undefined ? 'write the name of a policy' : `did you mean ${near}?`
  return { code: 'unknown-policy', message: `There is no policy ${quote(name)}`, fix }
}

function notThere(name: string, environment: string): Flaw {
  const message = `Policy ${quote(name)} is not deployed to ${quote(environment)}, so nothing of it starts there`
  return {
    code: 'unknown-policy',
    message,
    fix: 'test it in an environment that it is deployed to',
  }
}
