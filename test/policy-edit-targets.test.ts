// What `targets resolve` writes into a TargetList, and what it leaves as it was: before and after, as a diff would show.
import { describe, expect, it } from 'vitest'
import { editTargets, type TargetEdit } from '../lib/policy/edit-targets.ts'
import { readPolicies } from '../lib/policy/read.ts'
import { fc } from './support/fast-check.ts'
import { expectGolden, readGolden } from './support/golden.ts'

const base = { file: 'base.yaml', text: readGolden('policy/base.yaml') }

/** The targets of a file without their ids, as `prod` has them. */
function targetsIn(text: string) {
  const { inventories } = readPolicies([base, { file: 'new.yaml', text }])
  const inventory = inventories.find(({ environment }) => environment === 'prod')
  return inventory?.targets.filter(({ origin }) => origin.text.file === 'new.yaml') ?? []
}

/** Ids that are told apart at a glance: 1001, 2001, 3001 for the first target, and so on. */
function resolved(text: string): readonly TargetEdit[] {
  return targetsIn(text).map(({ origin, identity }, index) => ({
    origin,
    keys: {
      ...(identity.clientId === undefined ? { clientId: 1001 + index } : {}),
      ...(identity.instanceId === undefined ? { instanceId: 2001 + index } : {}),
      ...(identity.subclientId === undefined ? { subclientId: 3001 + index } : {}),
    },
  }))
}

function edit(text: string, edits = resolved(text)) {
  return editTargets({ file: 'new.yaml', text }, edits)
}

const LIST = `apiVersion: holdfast/v1
kind: TargetList
name: new
app: sqlserver
commcell: main
targets:
`

describe('ids are written into', () => {
  it.each(['block', 'flow', 'several'])('%s', name => {
    const { text, refused } = edit(readGolden(`policy/edit/${name}.yaml`))
    expect(refused).toEqual([])
    expectGolden(`policy/edit/${name}.after.yaml`, text)
    expect(resolved(text).flatMap(({ keys }) => Object.keys(keys))).toEqual([])
  })

  it.each(['block', 'flow', 'several'])('%s with the line ends of Windows', name => {
    const windows = (text: string) => text.replaceAll('\n', '\r\n')
    const { text } = edit(windows(readGolden(`policy/edit/${name}.yaml`)))
    expect(text).toBe(windows(readGolden(`policy/edit/${name}.after.yaml`)))
  })

  it.each([
    ['no line end', '  - {name: a, clientName: A, instanceName: B, subclientName: c}'],
    [
      'no line end in a block',
      '  - name: a\n    clientName: A\n    instanceName: B\n    subclientName: c',
    ],
    [
      'a comment at its very end',
      '  - name: a\n    clientName: A\n    instanceName: B\n    subclientName: c # end',
    ],
  ])('a file with %s', (_, entry) => {
    const { text, refused } = edit(LIST + entry)
    expect(refused).toEqual([])
    expect(text.endsWith('\n')).toBe(false)
    expect(text).toMatch(/clientId: 1001/)
    expect(targetsIn(text)[0]?.identity).toMatchObject({ clientId: 1001, subclientId: 3001 })
  })

  it('a file with a byte order mark', () => {
    const before = `\ufeff${LIST}  - {name: a, clientName: A, instanceName: B, subclientName: c}\n`
    const { text } = edit(before)
    expect(text).toBe(
      before.replace(
        'subclientName: c',
        'subclientName: c, clientId: 1001, instanceId: 2001, subclientId: 3001',
      ),
    )
  })
})

describe('a value takes the place of another', () => {
  const before = `${LIST}  - name: a   # one
    clientId: 1      # was right once
    instanceId: 2
    subclientId: 3
    clientName: 'old name'
    instanceName: "OLD"
    subclientName: old
`
  it.each([
    [{ clientId: 77 }, 'clientId: 1 ', 'clientId: 77 '],
    [{ clientName: 'New Name' }, "'old name'", "'New Name'"],
    [{ clientName: "O'Hara" }, "'old name'", '"O\'Hara"'],
    [{ instanceName: 'A\\B' }, '"OLD"', '"A\\\\B"'],
    [{ subclientName: 'new one' }, 'subclientName: old', 'subclientName: new one'],
    [{ subclientName: '# x' }, 'subclientName: old', 'subclientName: "# x"'],
    [{ subclientName: 'true' }, 'subclientName: old', 'subclientName: "true"'],
    [{ subclientName: '12' }, 'subclientName: old', 'subclientName: "12"'],
  ])('%j', (keys, from, to) => {
    const [target] = targetsIn(before)
    if (target === undefined) throw new Error('the list has a target')
    expect(edit(before, [{ origin: target.origin, keys }])).toEqual({
      text: before.replace(from, () => to),
      refused: [],
    })
  })
})

describe('nothing is written into', () => {
  it.each([
    ['a map without its braces', 'targets: [name: a]'],
    ['keys with question marks', 'targets:\n  - ? name\n    : a'],
  ])('%s, and what is beside it gets its ids', (_, targets) => {
    const head = LIST.replace(
      'targets:\n',
      'shared: {clientName: A, instanceName: B, subclientName: c}\n',
    )
    const odd = `${head}${targets}\n`
    const { text, refused } = edit(odd)
    expect(refused).toHaveLength(1)
    expect(text).toBe(odd)
    const both = `${odd}---\n${LIST.replace('new', 'other')}  - {name: z, clientName: A, instanceName: B, subclientName: c}\n`
    const beside = edit(both)
    expect(beside.refused).toHaveLength(1)
    expect(beside.text).toContain('subclientName: c, clientId: 1002')
  })
})

it('reads back what it wrote, whatever the names are', () => {
  const word = fc
    .string({ minLength: 1, maxLength: 12, unit: 'grapheme' })
    .filter(text => /\S/.test(text))
  fc.assert(
    fc.property(word, fc.constantFrom('flow', 'block'), (name, style) => {
      const names = { clientName: 'A', instanceName: 'B', subclientName: 'c' }
      const entry =
        style === 'flow'
          ? '  - {name: a, clientName: A, instanceName: B, subclientName: c}\n'
          : '  - name: a\n    clientName: A\n    instanceName: B\n    subclientName: c\n'
      const [target] = targetsIn(LIST + entry)
      if (target === undefined) throw new Error('the list has a target')
      const keys = { clientName: name, displayName: name }
      const { text, refused } = edit(LIST + entry, [{ origin: target.origin, keys }])
      // What the language does not take, such as a key of somebody's, is not written.
      if (refused.length > 0) {
        expect(text).toBe(LIST + entry)
        return
      }
      const after = readPolicies([
        { file: 'new.yaml', text: text.replace('sqlserver', 'oracle') },
        base,
      ])
      const [read] = after.inventories[0]?.targets.filter(one => one.name === 'a') ?? []
      expect(read?.identity).toEqual({ ...names, ...keys })
    }),
    { numRuns: 300 },
  )
})
