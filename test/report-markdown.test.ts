// The comment under a pull request: what it says, that it always fits, and that nobody can do anything with it.
import { describe, expect, it } from 'vitest'
import { renderMarkdown } from '../lib/report/markdown.ts'
import { code, named, prose } from '../lib/report/markdown-escape.ts'
import { fc } from './support/fast-check.ts'
import { expectGolden } from './support/golden.ts'
import { hostileReview } from './support/hostile-review.ts'
import {
  largeReview,
  mixedReview,
  neutralReview,
  reviewWithoutBase,
  strengtheningReview,
  unchangedReview,
  weakeningReview,
} from './support/sample-review.ts'

it.each([
  ['log-15m-to-30m', weakeningReview()],
  ['log-30m-to-15m', strengtheningReview()],
  ['full-half-an-hour-later', neutralReview()],
  ['nothing-changed', unchangedReview()],
  ['without-a-base', reviewWithoutBase()],
  ['everything-at-once', mixedReview()],
  [
    'hostile-names',
    hostileReview(' <img src=x onerror=alert(1)> @octocat | `#1` [a](//b)\n\n# c -->'),
  ],
] as const)('reads like test/golden/review/%s.md', (name, review) => {
  expectGolden(`review/${name}.md`, renderMarkdown(review))
})

it('says in its first lines of what it is, what the change does, and whether the check passes', () => {
  const [marker, heading] = renderMarkdown(weakeningReview()).split('\n')
  expect(marker).toBe('<!-- holdfast plan: prod -->')
  expect(heading).toBe('## Backups of `prod`: this change weakens protection, the check fails')
})

it('says how the log schedule changes, what that breaks, and where', () => {
  const comment = renderMarkdown(weakeningReview())
  expect(comment).toContain('| every 15m -> every 30m | 672 -> 336 | 15m -> 30m |')
  expect(comment).toMatch(/`policies\/erp-sql\.yaml:12:6`: .*`rpo-not-met`/)
})

it('has what weakens before all else, and says what is left out', () => {
  const comment = renderMarkdown(largeReview(1000))
  const at = (text: string) => comment.indexOf(text)
  expect(at('### Weakens protection')).toBeGreaterThan(0)
  expect(at('### Weakens protection')).toBeLessThan(at('### Schedules and triggers'))
  expect(comment).toMatch(/and [\d,]+ more, in the HTML page and the JSON of this plan/)
})

it('lists what weakens once, below the checks', () => {
  const comment = renderMarkdown(weakeningReview())
  expect(comment.split('672 -> 336 starts a week')).toHaveLength(2)
  expect(comment).toContain(
    '- `weakens` (`policies/defaults.yaml:9`): This change weakens protection. **To do:** add',
  )
})

it('says who allowed what weakens, however much that is', () => {
  const found = `This change weakens protection: ${'erp-sql.log (672 -> 336 starts a week), '.repeat(8)}`
  const message = `${found}; the label weakens-protection allows it`
  const checks = [{ check: 'weakens', passes: true, message }] as const
  const comment = renderMarkdown({ ...weakeningReview(), verdict: { passes: true, checks } })
  expect(comment).toContain('the label weakens-protection allows it.')
})

it('says so where policies cannot be read, and takes none of them for removed', () => {
  const comment = renderMarkdown({ ...unchangedReview(), unreadable: 2 })
  expect(comment).toContain('2 mistakes keep policies from being read: until they are corrected')
  expect(comment).not.toMatch(/Nothing changes|\d removed|leaves protection/)
})

describe('the limit of GitHub', () => {
  const LIMIT = 65_000

  it.each([10, 100, 300, 1000, 3000])('holds for %i changes', changes => {
    expect(renderMarkdown(largeReview(changes)).length).toBeLessThanOrEqual(LIMIT)
  })

  it.each(['@', '|', '<', '`', '`a', '\u202e', '\ud83d\ude00', '_', '&#', ':a:', 'x'])(
    'holds for 1,000 changes with names of 5,000 times %s',
    word => {
      const name = word.repeat(5000)
      const comment = renderMarkdown(hostileReview(name, largeReview(1000)))
      expect(comment.length).toBeLessThanOrEqual(LIMIT)
      expect(comment.endsWith('\n')).toBe(true)
      expect(count(comment, /^<details>$/gm)).toBe(count(comment, /^<\/details>$/gm))
    },
  )

  it('cuts no short section because others are long', () => {
    const comment = renderMarkdown(largeReview(1000))
    for (const title of ['Findings that are gone: 5', 'Load of the next 14 days: 2']) {
      const [section = ''] = comment.slice(comment.indexOf(title)).split('</details>')
      expect(section.match(/^- /gm)).toHaveLength(Number(title.at(-1)))
    }
  })

  it('leaves room for every section', () => {
    const comment = renderMarkdown(largeReview(1000))
    for (const title of ['Schedules and triggers', 'Recovery of targets', 'AWS (', 'Load']) {
      expect(comment).toContain(title)
    }
  })
})

describe('escaping', () => {
  it.each([
    ['<script>', '&lt;script>'],
    ['a & b &amp; c', 'a & b &amp;amp; c'],
    ['*a* _b_ TRANSACTION_LOG', '\\*a\\* \\_b\\_ TRANSACTION_LOG'],
    ['[a](https://b)', '\\[a\\](https:\u200b//b)'],
    ['a|b', 'a&#124;b'],
    ['a\\|b', 'a\\\\&#124;b'],
    ['@octocat, @org/team', '@\u200boctocat, @\u200borg/team'],
    ['fixes #12 and GH-12', 'fixes #\u200b12 and GH-\u200b12'],
    ['at 02:30:00', 'at 02:30:00'],
    [':tada: www.example.com', ':\u200btada: www\u200b.example.com'],
    ['a\r\n\r\n/merge', 'a /merge'],
    // a place is copied as it stands, and `:100:` would be a picture
    ['p/a.yaml:100:6 [x]', '`p/a.yaml:100:6` \\[x\\]'],
    ['see (p/@a_*<b>.yml:7)', 'see (`p/@a_*<b>.yml:7`)'],
    ['p/a.yaml:7:6, p/b.yaml:8:1', '`p/a.yaml:7:6`, `p/b.yaml:8:1`'],
    ['`p/a.yaml:7:6`', '\\`p/a.yaml:\u200b7:6\\`'],
    ['p/a|b.yaml:7:6', 'p/a&#124;b.yaml:\u200b7:6'],
    ['\u202eevil', '\\\\u202eevil'],
  ])('writes %j as %j', (text, expected) => {
    expect(prose(text)).toBe(expected)
  })

  it.each([
    ['erp-sql.log', '`erp-sql.log`'],
    ['a|b', 'a&#124;b'],
    ['a`b', 'a\\`b'],
  ])('names %j as %j', (text, expected) => {
    expect(named(text)).toBe(expected)
  })

  it.each([
    ['write at: Sun 01:00', '`write at: Sun 01:00`'],
    ['a`b``c', '``` a`b``c ```'],
  ])('shows the code %j as %j', (text, expected) => {
    expect(code(text)).toBe(expected)
  })

  it('lets nobody inject markup, links, mentions, references, lines or cells', () => {
    const lines = renderMarkdown(hostileReview('a')).split('\n')
    fc.assert(
      fc.property(hostile(), text => {
        const comment = renderMarkdown(hostileReview(text))
        expect(comment.split('\n').length).toBe(lines.length)
        for (const [at, line] of comment.split('\n').entries()) {
          const bare = outsideOfCode(line).replace(OURS, '')
          expect(cells(bare)).toBe(cells(outsideOfCode(lines[at] ?? '')))
          if (/^<(\/?details>|summary>|!-- holdfast plan: [\w-]+ -->$)/.test(line)) continue
          expect(bare).not.toMatch(/<|@[\w]|(?<!&)#\d|:\/\/|\bwww\.|GH-\d|(?<!\\)[[\]`*~$]/)
        }
      }),
      { numRuns: 300 },
    )
  })
})

/** Bold is what we say ourselves. */
const OURS = /(?<!\\)\*\*(\d+ added, \d+ changed, \d+ removed|To do:|Mind:)\*\*/g

/** What people try, glued together, between whatever else there is. */
function hostile() {
  const tries = fc.constantFrom(
    ...['<b>', '</details>', '<!--', '-->', '`', '``', '```', '|', '\\', '\\|', '\\`', '@octocat'],
    ...['#1', 'o/r#1', 'GH-1', '!1', '~a', '$x$', ':tada:', '[a](b)', '![a](b)', '**', '_a_', '~~'],
    ...[
      'https://a.example',
      'www.a.example',
      'a@b.example',
      '&lt;',
      '&#64;',
      '\n',
      '\r\n\r\n# ',
      '\t',
    ],
    ...[
      '\u2028',
      '\u202e',
      '\u0000',
      '\ud83d\ude00',
      '\ud83d',
      '- [ ] ',
      '> ',
      '---',
      '|---|',
      ' ',
    ],
  )
  // A text that is nothing but space is not shown at all, which is one thing less in a line.
  return fc
    .array(fc.oneof(tries, fc.string({ unit: 'binary', maxLength: 5 })), { maxLength: 12 })
    .map(parts => `a${parts.join('')}`)
}

/** A line without its code spans, as CommonMark reads them: a backslash escapes outside of code, and means nothing inside. */
function outsideOfCode(line: string): string {
  let bare = ''
  for (let at = 0; at < line.length; at++) {
    const [fence = ''] = /^`+/.exec(line.slice(at)) ?? []
    if (line[at] === '\\') {
      bare += line.slice(at, at + 2)
      at++
    } else if (fence === '') bare += line[at]
    else {
      const after = at + fence.length
      const end = line.slice(after).search(new RegExp(`(?<!\`)${fence}(?!\`)`))
      if (end === -1) bare += fence
      at = end === -1 ? after - 1 : after + end + fence.length - 1
    }
  }
  return bare
}

/** In code a `|` divides cells as well, which is why names with one are no code. */
function cells(line: string): number {
  return line.startsWith('|') ? count(line, /\|/g) : 0
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0
}
