// What EventBridge refuses, row by row (the reasons as its PutRule gives them), and what it takes and nobody means.
import { expect, it } from 'vitest'
import { isRefusal } from '../lib/trigger/condition.ts'
import { checkPattern } from '../lib/trigger/pattern-check.ts'
import { parseWildcard } from '../lib/trigger/wildcard.ts'
import { complexityOf, TOO_COMPLEX } from '../lib/trigger/wildcard-complexity.ts'

/** Findings as `path: message -> fix`. */
const found = (pattern: unknown): readonly string[] =>
  checkPattern(pattern).map(
    ({ path, message, fix }) => `${path.slice(1).join('.')}: ${message} -> ${fix}`,
  )

const s = (entry: unknown) => ({ source: ['release.erp'], s: [entry] })

const REFUSED: readonly (readonly [string, unknown, string])[] = [
  ['no map', 'source', ': A pattern is a map of fields, not "source"'],
  ['a list', ['a'], ': A pattern is a map of fields, not ["a"]'],
  ['null', null, ': A pattern is a map of fields, not null'],
  ['no field', {}, ': An empty map matches nothing'],
  ['no field further down', { source: ['a'], detail: {} }, 'detail: An empty map matches nothing'],
  ['text for a list', { source: 'release.erp' }, 'source: A field takes a list, not "release.erp"'],
  ['a number for a list', { detail: { n: 42 } }, 'detail.n: A field takes a list, not 42'],
  ['an empty list', { source: [] }, 'source: An empty list matches nothing'],
  ['a list in a list', { a: [['b']] }, 'a.0: A list cannot stand in a list of a pattern'],
  [
    'an operator in capitals',
    s({ EXISTS: true }),
    's.0.EXISTS: "EXISTS" is no operator of EventBridge',
  ],
  ['a misspelled operator', s({ prefx: 'a' }), 's.0.prefx: "prefx" is no operator of EventBridge'],
  [
    'an invented operator',
    s({ matches: 'a' }),
    's.0.matches: "matches" is no operator of EventBridge',
  ],
  ['an empty operator', s({}), 's.0: An empty map is no operator'],
  [
    'two operators',
    s({ prefix: 'a', suffix: 'b' }),
    's.0: One map has one operator, not prefix and suffix together',
  ],
  ['prefix of a number', s({ prefix: 3 }), 's.0.prefix: prefix takes text, not 3'],
  ['prefix of a list', s({ prefix: ['a'] }), 's.0.prefix: prefix takes text, not a list'],
  ['suffix of a list', s({ suffix: ['a'] }), 's.0.suffix: suffix takes text, not a list'],
  [
    'prefix of another operator',
    s({ prefix: { wildcard: 'a' } }),
    's.0.prefix: prefix takes text, or equals-ignore-case with text',
  ],
  [
    'equals-ignore-case of a list',
    s({ 'equals-ignore-case': ['a'] }),
    's.0.equals-ignore-case: equals-ignore-case takes text, not a list',
  ],
  ['wildcard of a number', s({ wildcard: 5 }), 's.0.wildcard: wildcard takes text, not 5'],
  ['two stars', s({ wildcard: 'a**b' }), 's.0: "**" stands at character 2'],
  [
    'an escape of nothing',
    s({ wildcard: 'a\\b' }),
    's.0: The backslash at character 2 escapes nothing',
  ],
  [
    'a backslash at the end',
    s({ wildcard: 'a\\' }),
    's.0: The backslash at character 2 escapes nothing',
  ],
  ['exists of text', s({ exists: 'true' }), 's.0.exists: exists takes true or false'],
  ['cidr without a slash', s({ cidr: '10.0.0.0' }), 's.0: A CIDR block has exactly one slash'],
  ['cidr of a name', s({ cidr: 'host/8' }), 's.0: "host" is no IP address'],
  ['cidr of one address', s({ cidr: '10.0.0.1/32' }), 's.0: The mask must be 0 to 31 bits'],
  ['cidr of a list', s({ cidr: ['10.0.0.0/8'] }), 's.0.cidr: cidr takes text, not a list'],
  ['numeric of a number', s({ numeric: 10 }), 's.0: numeric takes a list'],
  [
    'numeric with ==',
    s({ numeric: ['==', 1] }),
    's.0: Each comparison of numeric is one of = < <= > >=',
  ],
  ['numeric with a number as text', s({ numeric: ['>', '1'] }), 's.0: After > comes a number'],
  [
    'numeric out of range',
    s({ numeric: ['>', Number.POSITIVE_INFINITY] }),
    's.0: After > comes a number',
  ],
  ['numeric with half a range', s({ numeric: ['>', 0, '<'] }), 's.0: After < comes a number'],
  [
    'numeric twice from below',
    s({ numeric: ['>', 0, '>', 1] }),
    's.0: A range starts with > or >= and ends with < or <=',
  ],
  ['an empty range', s({ numeric: ['>', 30, '<', 1] }), 's.0: Nothing is above 30 and below 1'],
  [
    'anything-but null',
    s({ 'anything-but': null }),
    's.0.anything-but: anything-but takes text or numbers, and in a list only one of the two',
  ],
  [
    'anything-but of both kinds',
    s({ 'anything-but': ['a', 1] }),
    's.0.anything-but: anything-but takes text or numbers, and in a list only one of the two',
  ],
  [
    'anything-but of nothing',
    s({ 'anything-but': [] }),
    's.0.anything-but: anything-but takes text or numbers, and in a list only one of the two',
  ],
  [
    'anything-but an empty prefix',
    s({ 'anything-but': { prefix: '' } }),
    's.0.anything-but: anything-but prefix takes text that is not empty',
  ],
  [
    'anything-but numeric',
    s({ 'anything-but': { numeric: ['>', 1] } }),
    's.0.anything-but: anything-but takes one of prefix, suffix, wildcard or equals-ignore-case',
  ],
  [
    'anything-but prefix in any case',
    s({ 'anything-but': { prefix: { 'equals-ignore-case': 'a' } } }),
    's.0.anything-but: anything-but prefix takes text that is not empty',
  ],
  [
    'anything-but a wrong wildcard',
    s({ 'anything-but': { wildcard: ['a', 'b**c'] } }),
    's.0.anything-but.wildcard: "**" stands at character 2',
  ],
  ['$or of one', { $or: [{ a: [1] }] }, '$or: $or takes a list of two or more maps'],
  ['$or of a map', { $or: { a: [1] } }, '$or: $or takes a list of two or more maps'],
  [
    '$or of lists',
    { $or: [{ a: [1] }, [{ b: [1] }]] },
    '$or: $or takes a list of two or more maps',
  ],
  [
    'an operator for a field in $or',
    { $or: [{ prefix: ['a'] }, { b: [1] }] },
    '$or.0.prefix: "prefix" is an operator; inside $or no field may be called that',
  ],
  ['one field twice', { a: { b: [1] }, 'a.b': [2] }, 'a.b: "a.b" stands in the pattern twice'],
  [
    'one field beside and in $or',
    { a: [1], $or: [{ a: [2] }, { b: [1] }] },
    '$or.0.a: "a" stands in the pattern twice',
  ],
]

it.each(REFUSED)('refuses %s', (_, pattern, finding) => {
  const flaws = checkPattern(pattern)
  expect(flaws.map(({ path, message }) => `${path.slice(1).join('.')}: ${message}`)).toEqual([
    finding,
  ])
  expect(flaws.map(({ code, fix }) => [code, fix === ''])).toEqual([
    ['event-pattern-invalid', false],
  ])
})

it.each([
  [{ source: 'release.erp' }, 'write [release.erp]'],
  [s({ EXISTS: true }), 'did you mean exists?'],
  [s({ prefix: ['a'] }), 'write one {prefix: …} for each text'],
  [s({ prefix: 'a', suffix: 'b' }), 'write one map for each; an event then matches any of them'],
  [s({ wildcard: 'a\\b' }), 'write \\* or \\\\'],
  [s({ numeric: 10 }), 'write it like [">", 0] or [">=", 0, "<", 100]'],
  [s({ cidr: '10.0.0.0' }), 'write it like 10.0.0.0/8 or 2001:db8::/32'],
])('says how to write %j', (pattern, fix) => {
  expect(checkPattern(pattern).map(flaw => flaw.fix)).toEqual([fix])
})

it('reports everything that is wrong at once', () => {
  const pattern = { source: 'a', detail: { x: [], y: [{ numeric: 1 }] } }
  expect(found(pattern)).toHaveLength(3)
})

const or = (branches: number) => ({ $or: Array.from({ length: branches }, (_, n) => ({ x: [n] })) })
const ors = (...sizes: number[]) => Object.fromEntries(sizes.map((size, n) => [`f${n}`, or(size)]))

it('refuses $or lists that multiply to more than 1,000 combinations', () => {
  expect(found(ors(10, 10, 10))).toEqual([])
  expect(found(ors(10, 10, 11))).toEqual([
    'f2.$or: The $or lists multiply to more than 1000 combinations -> write several triggers',
  ])
})

it('refuses a pattern of more than 2,048 characters', () => {
  const filler = 2048 - JSON.stringify({ source: [''] }).length
  expect(found({ source: ['x'.repeat(filler)] })).toEqual([])
  expect(found({ source: ['x'.repeat(filler + 1)] })).toEqual([
    ': The pattern has 2049 characters; EventBridge takes 2048 -> match fewer values, or write several triggers',
  ])
})

it('refuses maps without end in one another, and lists and names of any depth', () => {
  let pattern: object = { a: [1] }
  for (let n = 0; n < 5000; n++) pattern = { a: pattern }
  expect(found(pattern)[0]).toMatch(/More than 100 maps in one another/)
  expect(found({ [Array(5000).fill('a').join('.')]: [1] })[0]).toMatch(/more than 100 parts/)
})

const COMPLEX: readonly (readonly [string, number, readonly string[]])[] = [
  ['refused by EventBridge', TOO_COMPLEX, ['*:*:*:*:*:event-bus/*']],
  ['taken', 7, ['/Users/*/dir/dir/dir/dir/dir/doc.txt']],
  ['taken', 3, ['arn:aws:events:us-east-1:*:event-bus/*']],
  ['three stacks', 9, ['*:stack/A/*', '*:stack/B/*', '*:stack/C/*']],
  ['four stacks', TOO_COMPLEX, ['*:stack/A/*', '*:stack/B/*', '*:stack/C/*', '*:stack/D/*']],
  ['a star in the middle', 3, ['a*b*']],
  ['a literal star', 2, ['a\\*b*']],
]

it.each(COMPLEX)('measures wildcards: %s is %i', (_, measure, texts) => {
  const wildcards = texts.map(parseWildcard).flatMap(read => (isRefusal(read) ? [] : [read]))
  expect(complexityOf(wildcards)).toBe(measure)
})

it('refuses wildcards that are too complex together, through every $or', () => {
  const stack = (name: string) => ({ wildcard: `*:stack/${name}/*` })
  const pattern = { $or: [{ id: [stack('A'), stack('B')] }, { id: [stack('C'), stack('D')] }] }
  expect(found(pattern)).toEqual([
    '$or.1.id: The wildcards of id are too complex for EventBridge -> use fewer *, a prefix or a suffix instead, or write several triggers',
  ])
})

const OWN: readonly (readonly [string, object])[] = [
  ['our source', { source: ['holdfast'], detail: { x: [1] } }],
  ['our source among others', { source: ['release.erp', 'holdfast'] }],
  ['a prefix of it', { source: [{ prefix: 'hold' }] }],
  ['a wildcard', { source: [{ wildcard: '*fast' }] }],
  ['it in capitals', { source: [{ 'equals-ignore-case': 'HoldFast' }] }],
  ['everything but another', { source: [{ 'anything-but': 'aws.ec2' }] }],
  ['our detail-types from anywhere', { 'detail-type': ['Backup Job State Change'] }],
  ['it in one of two ways', { $or: [{ source: ['a'] }, { source: ['holdfast'] }] }],
]

it.each(OWN)('refuses %s, lest a backup start the next', (_, pattern) => {
  expect(checkPattern(pattern).map(({ code }) => code)).toEqual(['event-own-results'])
})

it('lets patterns stand that cannot meet our results', () => {
  expect(found({ source: ['aws.backup'], 'detail-type': ['Backup Job State Change'] })).toEqual([])
  expect(found({ source: [{ 'anything-but': 'x' }], 'detail-type': ['Release Finished'] })).toEqual(
    [],
  )
  expect(found({ detail: { environment: ['prod'] } })).toEqual([])
})

it('refuses a pattern that every event of the account matches', () => {
  const message = 'Every event of the account would match this pattern'
  for (const pattern of [
    { account: [{ prefix: '' }] },
    { region: [{ exists: true }], time: [{ wildcard: '*' }] },
  ]) {
    expect(checkPattern(pattern).map(flaw => flaw.message)).toEqual([message])
  }
  expect(found({ account: ['111122223333'] })).toEqual([])
})

const deploy = (state: unknown, type = 'CodeDeploy Deployment State-change Notification') => ({
  source: ['aws.codedeploy'],
  'detail-type': [type],
  detail: { application: ['erp'], state: [state] },
})

const OF_SOURCES: readonly (readonly [string, object, readonly string[]])[] = [
  ['right in all', deploy('SUCCESS'), []],
  [
    'the word of CodePipeline',
    deploy('SUCCEEDED'),
    [
      'event-never-matches detail.state.0: CodeDeploy\'s event says "SUCCESS"; "SUCCEEDED" is the word of CodePipeline and CodeBuild -> write SUCCESS',
    ],
  ],
  [
    'the word of the API',
    deploy('Succeeded'),
    [
      'event-never-matches detail.state.0: CodeDeploy\'s event says "SUCCESS", not "Succeeded" -> write SUCCESS',
    ],
  ],
  [
    'another case',
    deploy('failure'),
    [
      'event-never-matches detail.state.0: CodeDeploy\'s event says "FAILURE"; "failure" is the word of GitHub -> write FAILURE',
    ],
  ],
  [
    'an unknown value',
    deploy('PARTLY'),
    [
      'event-value-unknown detail.state.0: "PARTLY" is nothing that CodeDeploy\'s event is known to say -> known are START, READY, SUCCESS, FAILURE or STOP',
    ],
  ],
  [
    'a prefix of no value',
    deploy({ prefix: 'OK' }),
    [
      'event-value-unknown detail.state.0: No value that CodeDeploy\'s event is known to have is text that starts with "OK" -> known are START, READY, SUCCESS, FAILURE or STOP',
    ],
  ],
  ['a prefix of a value', deploy({ prefix: 'SUC' }), []],
  [
    'a misspelled detail-type',
    deploy('SUCCESS', 'CodeDeploy Deployment State Change Notification'),
    [
      'event-never-matches detail-type.0: aws.codedeploy is not known to send "CodeDeploy Deployment State Change Notification" -> did you mean "CodeDeploy Deployment State-change Notification"?',
    ],
  ],
  [
    'the detail-type of another',
    deploy('SUCCESS', 'ECS Deployment State Change'),
    [
      'event-never-matches detail-type.0: aws.codedeploy is not known to send "ECS Deployment State Change" -> aws.ecs sends it',
    ],
  ],
  [
    'an unknown detail-type',
    deploy('SUCCESS', 'Rollback'),
    [
      'event-value-unknown detail-type.0: aws.codedeploy is not known to send "Rollback" -> it sends CodeDeploy Deployment State-change Notification or CodeDeploy Instance State-change Notification',
    ],
  ],
  ['CloudTrail', { source: ['aws.ecs'], 'detail-type': ['AWS API Call via CloudTrail'] }, []],
  [
    'no detail-type',
    { source: ['aws.codedeploy'], detail: { state: ['FAILED'] } },
    [
      'event-never-matches detail.state.0: CodeDeploy\'s event says "FAILURE"; "FAILED" is the word of CodePipeline and CodeBuild -> write FAILURE',
    ],
  ],
  [
    'several detail-types with different words',
    { source: ['aws.codepipeline'], detail: { state: ['SUCCESS'] } },
    [],
  ],
  ['an unknown source', { source: ['aws.rds'], 'detail-type': ['x'] }, []],
  ['an open source', { source: [{ prefix: 'aws.' }], 'detail-type': ['x'] }, []],
  ['any event of GitHub', { source: ['github.com'], 'detail-type': ['push'] }, []],
  [
    'GitHub in capitals',
    {
      source: ['github.com'],
      'detail-type': ['deployment_status'],
      detail: { deployment_status: { state: ['SUCCESS'] } },
    },
    [
      'event-never-matches detail.deployment_status.state.0: GitHub\'s event says "success"; "SUCCESS" is the word of CodeDeploy -> write success',
    ],
  ],
  [
    'the word of ECS in CodeDeploy',
    deploy('SERVICE_DEPLOYMENT_COMPLETED'),
    [
      'event-never-matches detail.state.0: CodeDeploy\'s event says "SUCCESS"; "SERVICE_DEPLOYMENT_COMPLETED" is the word of ECS -> write SUCCESS',
    ],
  ],
]

it.each(OF_SOURCES)('knows the events of its sources: %s', (_, pattern, findings) => {
  const flaws = checkPattern(pattern)
  expect(flaws.map(({ code }, n) => `${code} ${found(pattern)[n]}`)).toEqual(findings)
})

it('never shows what looks like a token', () => {
  const token = `QSDK ${'3f'.repeat(30)}`
  expect(JSON.stringify(checkPattern({ source: token }))).not.toContain('3f3f')
})
