// The one door by which Serverless asks what the policies mean on AWS. serverless.yml names it once, so that the policies
// are read once and a mistake in them is told once; whatever is refused here ends the command.
// CommonJS, because osls loads nothing else; behind the door is TypeScript, which Node runs as it is.

/** What serverless.yml finds under `custom.holdfast`: the Region, the secrets and the resources of a stage. */
module.exports = async ({ resolveVariable }) => {
  requireTypeScript()
  const stage = await resolveVariable('sls:stage')
  const folder = await resolveVariable('param:policies')

  const { plan, PlanError } = await import('./plan/plan.ts')
  const { toResources } = await import('./plan/cloudformation.ts')
  const { secretArns } = await import('./plan/secrets.ts')
  const { buildFunctions, writeSources } = await import('../scripts/build.ts')
  const policies = await policiesOf(stage, folder)
  try {
    const planned = plan(policies)
    warnOfLoopback(planned)
    const resources = toResources(planned)
    await buildFunctions()
    writeSources(planned)
    return { region: planned.region, secrets: secretArns(planned), resources: literal(resources) }
  } catch (error) {
    throw error instanceof PlanError ? refusal(error.message) : error
  }
}

/** The policies of a stage, once all policies of the folder are right: nothing is deployed beside a mistake. */
async function policiesOf(stage, folder) {
  const { loadPolicies } = await import('./policy/load.ts')
  const { readPolicies } = await import('./policy/read.ts')
  const { renderText } = await import('./policy/render.ts')

  const { files, diagnostics: unreadable } = loadPolicies(folder)
  const { environments, policies, diagnostics } = readPolicies(files, { unreadable, folder })
  const text = renderText(diagnostics, files, { color: false })
  if (diagnostics.some(({ severity }) => severity === 'error')) throw refusal(text)
  process.stderr.write(text)

  const names = environments.map(({ name }) => name)
  if (!names.includes(stage)) {
    throw refusal(
      `There is no environment "${stage}" in ${folder}; there is ${names.join(', ')}. A stage is an environment: add --stage and its name.`,
    )
  }
  const ofStage = policies.filter(({ environment }) => environment.name === stage)
  if (ofStage.length > 0) return ofStage
  throw refusal(
    `No policy in ${folder} is for environment "${stage}", so there is nothing to deploy. To take everything away, use serverless remove with the policies as they were.`,
  )
}

/**
 * osls takes every `${…}` for a variable of its own, in whatever text it stands: words of a policy would be replaced by
 * what the environment holds. Cut in two they are none, and CloudFormation joins them again; its own stand in Fn::Sub.
 */
function literal(value, key) {
  if (typeof value === 'string' && value.includes('${') && key !== 'Fn::Sub') {
    return { 'Fn::Join': ['', value.split(/(?<=\$)(?=\{)/)] }
  }
  if (Array.isArray(value)) return value.map(item => literal(item))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, literal(inner, name)]),
  )
}

/** Plain HTTP is allowed to this machine only, and a function in AWS is on another. */
function warnOfLoopback({ environment, policies }) {
  const commcells = Object.values(policies[0]?.commcells ?? {})
  for (const { name, endpoint } of commcells.filter(({ endpoint }) =>
    endpoint.startsWith('http:'),
  )) {
    process.stderr.write(
      `CommCell ${name} of ${environment} is on this machine (${endpoint}): deployed, no function could reach it.\n`,
    )
  }
}

function requireTypeScript() {
  const { node } = process.versions
  const [major, minor] = node.split('.').map(Number)
  if (major > 22 || (major === 22 && minor >= 18)) return
  throw refusal(
    `Serverless needs Node 22.18 or newer here; this is ${node}. Start it with npx or npm run, which find the Node that npm ci linked.`,
  )
}

/** osls prints the stack of whatever is thrown; a refusal is no bug, and its text is all there is to read. */
function refusal(text) {
  const error = new Error(text)
  error.stack = `\n${text}`
  return error
}
