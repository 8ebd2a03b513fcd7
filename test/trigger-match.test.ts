// The matcher against AWS's own words: the examples of "Comparison operators for use in event patterns", and what
// TestEventPattern answers (as the LocalStack project recorded it), one row each.
import { expect, it } from 'vitest'
import { explain, matches } from '../lib/trigger/match.ts'

type Row = readonly [pattern: object, event: object]

const YES: readonly Row[] = [
  // Exact values.
  [
    { source: ['order'], 'detail-type': ['Test'] },
    { source: 'order', 'detail-type': 'Test' },
  ],
  [{ detail: { state: ['initializing', 'running'] } }, { detail: { state: 'running' } }],
  [{ account: [123456789012] }, { account: 123456789012 }],
  [{ n: [300] }, { n: 3.0e2 }],
  [{ b: [false] }, { b: false }],
  [{ detail: { eventVersion: [''] } }, { detail: { eventVersion: '' } }],
  [{ detail: { responseElements: [null] } }, { detail: { responseElements: null } }],
  [{ s: ['a 🚀 and a blank '] }, { s: 'a 🚀 and a blank ' }],
  [{ ip: ['2001:db8::1'] }, { ip: '2001:0db8:0:0:0:0:0:1' }],
  // Lists in events: any element.
  [{ resources: ['a', 'b'] }, { resources: ['x', 'b'] }],
  [{ a: { id: [{ exists: true }] } }, { a: [{ k: 1 }, { id: 'x' }] }],
  [{ a: ['x'] }, { a: [[['x']]] }],
  [
    { e: { first: ['Anna'], last: ['Smith'] } },
    { e: [{ first: 'John' }, { first: 'Anna', last: 'Smith' }] },
  ],
  [{ e: { first: ['Anna'] } }, { e: [[{ first: 'John' }], [{ first: 'Anna' }]] }],
  // Names with dots and maps in maps are the same.
  [{ detail: { state: { status: ['on'] } } }, { detail: { 'state.status': 'on' } }],
  [{ detail: { 'state.status': ['on'] } }, { detail: { state: { status: 'on' } } }],
  // Prefix and suffix.
  [{ time: [{ prefix: '2017-10-02' }] }, { time: '2017-10-02T18:43:48Z' }],
  [{ source: [{ prefix: '' }] }, { source: 'x' }],
  [{ service: [{ prefix: { 'equals-ignore-case': 'EventB' } }] }, { service: 'eVENTbRIDGE' }],
  [{ f: [{ suffix: '.png' }] }, { f: 'image.png' }],
  [{ f: [{ suffix: '' }] }, { f: 'image.png' }],
  [{ f: [{ suffix: { 'equals-ignore-case': '.png' } }] }, { f: 'image.PNG' }],
  [{ t: [{ 'equals-ignore-case': 'ec2 notification' }] }, { t: 'EC2 Notification' }],
  [{ t: [{ 'equals-ignore-case': '' }] }, { t: '' }],
  // Anything but.
  [{ s: [{ 'anything-but': 'initializing' }] }, { s: 'pending' }],
  [{ s: [{ 'anything-but': 'initializing' }] }, { s: null }],
  [{ s: [{ 'anything-but': ['stopped', 'overloaded'] }] }, { s: 7 }],
  [{ n: [{ 'anything-but': 123 }] }, { n: 789 }],
  [{ n: [{ 'anything-but': 0 }] }, { n: 789 }],
  [{ n: [{ 'anything-but': [100, 200] }] }, { n: 999 }],
  [{ n: [{ 'anything-but': 123 }] }, { n: '123' }],
  [{ s: [{ 'anything-but': 'a' }] }, { s: ['a', 'b'] }],
  [{ s: [{ 'anything-but': 'a' }, { 'anything-but': 'b' }] }, { s: 'a' }],
  [{ s: [{ 'anything-but': { prefix: 'init' } }] }, { s: 'post-init' }],
  [{ s: [{ 'anything-but': { prefix: ['init', 'test'] } }] }, { s: 12 }],
  [{ s: [{ 'anything-but': { suffix: '.txt' } }] }, { s: 'file.txt.bak' }],
  [{ s: [{ 'anything-but': { suffix: ['.txt', '.jpg'] } }] }, { s: null }],
  [{ s: [{ 'anything-but': { wildcard: '*/dir/*' } }] }, { s: 'dir/init/file' }],
  [{ s: [{ 'anything-but': { wildcard: ['*/init/*', '*/dir/*'] } }] }, { s: 'dir/post/dir' }],
  [{ s: [{ 'anything-but': { wildcard: '' } }] }, { s: 'dir' }],
  [{ s: [{ 'anything-but': { 'equals-ignore-case': 'initializing' } }] }, { s: 'pending' }],
  [{ s: [{ 'anything-but': { 'equals-ignore-case': ['a', 'b'] } }] }, { s: null }],
  // Numbers.
  [{ n: [{ numeric: ['>', 0, '<=', 5] }] }, { n: 5 }],
  [{ n: [{ numeric: ['<', 10] }] }, { n: -9 }],
  [{ n: [{ numeric: ['=', 3.018e2] }] }, { n: 301.8 }],
  [{ n: [{ numeric: ['>=', 0, '<', 1] }] }, { n: 0 }],
  // Exists, on leaves only.
  [{ detail: { state: [{ exists: true }] } }, { detail: { state: null } }],
  [{ detail: { a: { b: [{ exists: false }] } } }, { detail: { a: 'text' } }],
  [{ detail: { count: [{ exists: false }] } }, { detail: { count: { c1: 100 } } }],
  [{ r: [{ exists: false }] }, { r: [] }],
  [{ d: { S: [{ 'anything-but': ['roses'] }, { exists: false }] } }, { d: { N: '789' } }],
  [{ d: { S: [{ 'anything-but': ['roses'] }, { exists: false }] } }, {}],
  // Addresses.
  [{ ip: [{ cidr: '10.0.0.0/24' }] }, { ip: '10.0.0.255' }],
  [{ ip: [{ cidr: '10.0.0.77/24' }] }, { ip: '10.0.0.1' }],
  [{ ip: [{ cidr: '10.4.0.0/14' }] }, { ip: '10.7.255.1' }],
  [{ ip: [{ cidr: '0.0.0.0/0' }] }, { ip: '203.0.113.9' }],
  [{ ip: [{ cidr: '2001:db8:1234:1a00::/64' }] }, { ip: '2001:0db8:1234:1a00:0:0:0:0' }],
  // Wildcards.
  [{ f: [{ wildcard: 'dir/*.png' }] }, { f: 'dir/a.png' }],
  [{ f: [{ wildcard: '/Users/*/dir/dir/doc.txt' }] }, { f: '/Users/u/dir/dir/dir/doc.txt' }],
  [{ f: [{ wildcard: 'a*b*' }] }, { f: 'ab' }],
  [{ f: [{ wildcard: '*' }] }, { f: '' }],
  [{ f: [{ wildcard: '5\\*3 \\\\ *' }] }, { f: '5*3 \\ x' }],
  // Or.
  [
    { l: ['New York'], $or: [{ d: ['Mon'] }, { p: ['x'] }] },
    { l: 'New York', p: 'x' },
  ],
  [
    { detail: { $or: [{ c: [{ numeric: ['>', 0] }] }, { d: [{ numeric: ['<', 10] }] }] } },
    { detail: { c: 0, d: 0 } },
  ],
  [{ $or: [{ a: [1] }, { t: [1], $or: [{ x: [1] }, { y: [1] }] }] }, { t: 1, y: 1 }],
  [
    { $or: [{ a: [1] }, { b: [1] }], d: { $or: [{ x: [1] }, { y: [1] }] } },
    { b: 1, d: { x: 1 } },
  ],
  // Several entries: any of them.
  [{ k: [{ exists: true }, { prefix: 'no' }, { suffix: 'no' }] }, { k: 'value' }],
  [{ N: [{ numeric: ['>', 100] }, { 'anything-but': '101' }] }, { N: '42' }],
  // What a list has first chooses its element; before that a field must be absent from all of it.
  [
    { t: { state: ['ON'], x: [{ exists: false }] } },
    { t: [{ state: 'ON' }, { state: 'OFF', x: 1 }] },
  ],
  [
    { t: { y: [1], z: { x: [{ exists: false }] } } },
    { t: [{ y: 1, z: [{ w: 1 }] }, { z: { x: 1 } }] },
  ],
]

const NO: readonly Row[] = [
  [{ source: ['shipment'] }, { source: 'order' }],
  [{ MY_KEY: ['v'] }, { my_key: 'v' }],
  [{ b: [false] }, { b: true }],
  [{ r: [null] }, { r: 'null' }],
  [{ r: [null] }, { r: '' }],
  [{ r: [''] }, { r: null }],
  [{ r: [null] }, { r: [] }],
  [{ n: ['300'] }, { n: 300 }],
  [{ detail: { k: ['v'] } }, { detail: '{"k": "v"}' }],
  [{ resources: ['a', 'b'] }, { resources: ['x'] }],
  [
    { e: { first: ['Anna'], last: ['Jones'] } },
    {
      e: [
        { first: 'Anna', last: 'S' },
        { first: 'P', last: 'Jones' },
      ],
    },
  ],
  [{ 'e.first': ['Anna'], 'e.last': ['Jones'] }, { e: [{ first: 'Anna' }, { last: 'Jones' }] }],
  [{ detail: { state: { status: ['on'] } } }, { detail: { 'state.status': { status: 'on' } } }],
  [{ detail: { 'state.status': { status: ['on'] } } }, { detail: { state: { status: 'on' } } }],
  [{ time: [{ prefix: '2022-07-99' }] }, { time: '2022-07-13' }],
  [{ n: [{ prefix: '1' }] }, { n: 12 }],
  [{ f: [{ suffix: '.PNG' }] }, { f: 'image.png' }],
  [{ f: [{ suffix: { 'equals-ignore-case': '.png' } }] }, { f: 'image.jpg' }],
  [{ t: [{ 'equals-ignore-case': 'no' }] }, { t: 'EC2' }],
  [{ t: [{ 'equals-ignore-case': '' }] }, { t: 'x' }],
  [{ s: [{ 'anything-but': 'initializing' }] }, { s: 'initializing' }],
  [{ s: [{ 'anything-but': 'initializing' }] }, {}],
  [{ s: [{ 'anything-but': 'a' }] }, { s: [] }],
  [{ s: [{ 'anything-but': ['a', 'b'] }] }, { s: ['a', 'b'] }],
  [{ n: [{ 'anything-but': [100, 200] }] }, { n: 100 }],
  [{ s: [{ 'anything-but': { prefix: ['init', 'post'] } }] }, { s: 'post-init' }],
  [{ s: [{ 'anything-but': { suffix: ['.txt', '.jpg'] } }] }, { s: 'file.jpg' }],
  [{ s: [{ 'anything-but': { wildcard: '*/init/*' } }] }, { s: 'dir/init/file' }],
  [
    { s: [{ 'anything-but': { 'equals-ignore-case': ['initializing', 'x'] } }] },
    { s: 'INITIALIZING' },
  ],
  [{ n: [{ numeric: ['>', 0, '<=', 5] }] }, { n: 42 }],
  [{ n: [{ numeric: ['>', 100] }] }, { n: '300' }],
  [{ n: [{ numeric: ['>', 100] }] }, { n: null }],
  [{ N: [{ numeric: ['>', 100] }, { 'anything-but': '101' }] }, { N: '101' }],
  [{ detail: { state: [{ exists: true }] } }, { detail: { count: { c1: 1 } } }],
  [{ r: [{ exists: true }] }, { r: [] }],
  [{ d: { key: [{ exists: true }] } }, { d: { key: { S: 'x' } } }],
  [{ d: { a: { b: [{ exists: false }] } } }, { d: { a: { b: 'x' } } }],
  [{ ip: [{ cidr: '10.0.0.0/24' }] }, { ip: '10.0.0.256' }],
  [{ ip: [{ cidr: '10.0.0.0/24' }] }, { ip: '10.0.1.0' }],
  [{ ip: [{ cidr: '10.0.0.0/24' }] }, { ip: 123 }],
  [{ ip: [{ cidr: '2001:db8:1234:1a00::/64' }] }, { ip: '2001:0db8:123f:1a01::' }],
  [{ ip: [{ cidr: '0.0.0.0/0' }] }, { ip: '2001:db8::1' }],
  [{ f: [{ wildcard: '/Users/*/doc.txt' }] }, { f: '/Users/u/notmatchingdoc.txt' }],
  [{ f: [{ wildcard: '' }] }, { f: 'x' }],
  [{ f: [{ wildcard: 'ab*bc' }] }, { f: 'abc' }],
  [{ f: [{ wildcard: '\\*' }] }, { f: 'x' }],
  [{ l: ['NY'], $or: [{ d: ['Mon'] }, { p: ['x'] }] }, { d: 'Mon' }],
  [{ $or: [{ source: ['aws.ec2'] }, { source: ['aws.s3'] }] }, { source: 'my.app' }],
  [{ $or: [{ a: [1] }, { t: [1], $or: [{ x: [1] }, { y: [1] }] }] }, { t: 1 }],
  [{ $or: [{ e: { a: [1] } }, { z: [1] }], e: { c: [1] } }, { e: [{ a: 1 }, { c: 1 }] }],
  [{ t: { a: [{ exists: false }], state: ['ON'] } }, { t: [{ state: 'ON' }, { a: 1 }] }],
  [{ t: { x: [{ exists: false }] } }, { t: [{ y: 1 }, { x: 1 }] }],
  // What EventBridge refuses matches nothing.
  [{}, { a: 1 }],
  [{ a: 1 }, { a: 1 }],
  [{ a: [{ EXISTS: true }] }, { a: 1 }],
]

const named = (rows: readonly Row[]) =>
  rows.map(([pattern, event]) => [JSON.stringify(pattern), JSON.stringify(event), pattern, event])

it.each(named(YES))('%s matches %s', (_, __, pattern, event) => {
  expect(matches(pattern as never, event as never)).toBe(true)
  expect(explain(pattern as never, event as never)).toEqual([])
})

it.each(named(NO))('%s does not match %s', (_, __, pattern, event) => {
  expect(matches(pattern as never, event as never)).toBe(false)
  expect(explain(pattern as never, event as never)).not.toEqual([])
})

it('explains each field that does not match, and no other', () => {
  const pattern = {
    source: ['aws.codedeploy'],
    detail: {
      application: ['erp', { prefix: 'erp-' }],
      state: ['SUCCESS'],
      attempts: [{ numeric: ['>', 0, '<=', 3] }],
      owner: [{ exists: false }],
    },
    resources: [{ wildcard: 'arn:*:erp' }],
  }
  const detail = { application: 'crm', state: 'SUCCESS', owner: 'dba' }
  expect(explain(pattern, { source: 'aws.codedeploy', resources: ['a', 'b'], detail })).toEqual([
    { path: 'detail.application', wanted: '"erp" or text that starts with "erp-"', found: '"crm"' },
    { path: 'detail.attempts', wanted: 'a number > 0 and <= 3', found: 'nothing' },
    { path: 'detail.owner', wanted: 'no such field', found: '"dba"' },
    { path: 'resources', wanted: 'text like "arn:*:erp"', found: '["a", "b"]' },
  ])
})

it('explains an $or by the way that comes nearest', () => {
  const pattern = { $or: [{ a: ['x'], b: ['y'] }, { c: ['z'] }] }
  expect(explain(pattern, { b: 'q', c: 'w' })).toEqual([{ path: 'c', wanted: '"z"', found: '"w"' }])
})

it('explains fields that match in different elements of a list', () => {
  const pattern = { e: { first: ['Anna'], last: ['Jones'] } }
  const event = { e: [{ first: 'Anna' }, { last: 'Jones' }] }
  expect(explain(pattern, event)).toEqual([
    {
      path: 'e.first, e.last',
      wanted: 'one element of the list with all of these',
      found: 'no such element',
    },
  ])
})
