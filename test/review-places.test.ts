// A place found in the text is the place that the parser tells.
import { expect, it } from 'vitest'
import { placeIn } from '../lib/policy/origin.ts'
import { placeOfEntry, placeOfKey } from '../lib/review/quick-place.ts'

const text = (...lines: readonly string[]) => ({
  text: { file: 'a.yaml', line: 7, text: `${lines.join('\n')}\n` },
})

const BLOCK = ['name: p', 'rpo: 15m  # short', 'schedules:', '  - name: full', '    level: FULL']
const FLOW = ['name: p', 'owner: a@b.c', 'schedules:', '- {name: full, level: FULL}']
const LATE = ['rpo: "15m"', 'schedules:', '  - level: FULL', '    name: full']
const TOLD = ['description: |', '  - name: full', 'schedules:', '  - level: FULL', '    name: full']
const TWICE = ['schedules:', '  - name: full', 'triggers:', '  - name: full']
const LONGER = ['schedules:', '  - name: full-too', '  - name: other']

it.each([BLOCK, FLOW, LATE, TOLD, TWICE, LONGER].map(lines => [lines.join(' / '), lines] as const))(
  'in %s',
  (_, lines) => {
    const entry = { ...text(...lines), path: ['schedules', 0] }
    expect(placeOfEntry(entry, 'full')).toEqual(placeIn(entry))
    for (const key of ['rpo', 'owner', 'labels']) {
      const { text: document } = text(...lines)
      const value = { text: document, path: [key] }
      expect(placeOfKey({ text: document, path: [] }, key)).toEqual(placeIn(value))
    }
  },
)
