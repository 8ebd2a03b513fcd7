// A Scenario from a file, in the policies folder or elsewhere, read together with the policies that it is about.
import { existsSync } from 'node:fs'
import { relative, sep } from 'node:path'
import { renderText } from '../policy/render.ts'
import { type Scenario, scenarioOf } from '../policy/scenario.ts'
import { colorsFor } from './colors.ts'
import { PolicyMistakes, UsageError } from './failure.ts'
import { type EnvironmentHere, inEnvironment, policiesIn, type Selection } from './policies.ts'

export type ScenarioHere = { readonly here: EnvironmentHere; readonly scenario: Scenario }

/** @throws UsageError, PolicyMistakes for mistakes in the scenario and in the policies */
export function readScenario(file: string, { policies, env, now }: Selection): ScenarioHere {
  if (!existsSync(file)) throw new UsageError(`--scenario ${file}: there is no such file.`)
  const { diagnostics, ...here } = policiesIn([policies, file], now)
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) {
    const color = colorsFor(process.stderr).isColorSupported
    throw new PolicyMistakes(renderText(errors, here.files, { color }))
  }
  const name = relative('', file).split(sep).join('/')
  const [found, ...more] = here.scenarios.filter(({ text }) => text.file === name)
  if (found === undefined) {
    throw new UsageError(`--scenario ${file}: there is no document of kind Scenario in it.`)
  }
  if (more.length > 0) {
    throw new UsageError(`--scenario ${file}: it holds several scenarios; give each its own file.`)
  }
  const scenario = scenarioOf(found.value)
  if (env !== undefined && env !== scenario.environment) {
    throw new UsageError(
      `--scenario ${file}: it is of environment ${scenario.environment}; leave --env ${env} out.`,
    )
  }
  return { here: inEnvironment(here, scenario.environment), scenario }
}
