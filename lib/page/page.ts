// The whole of a review as one file that needs nothing but a browser: no network, no fonts, nothing that is not in it.
import { createHash } from 'node:crypto'
import { isCompared, isReadable } from '../report/headline.ts'
import type { History } from '../report/history.ts'
import type { Review } from '../review/review.ts'
import { clients } from './busiest.ts'
import { changes } from './changes.ts'
import { aws, collisions, findings } from './findings.ts'
import { happened } from './happened.ts'
import { head } from './head.ts'
import { type Html, html, raw } from './html.ts'
import { load } from './load.ts'
import { promises } from './promises.ts'
import { PAGE_SCRIPT } from './script.ts'
import { sources } from './sources.ts'
import { PAGE_STYLE } from './style.ts'
import { subjectOf } from './subject.ts'
import { timeline } from './timeline.ts'
import { withoutCover } from './uncovered.ts'
import { week } from './week.ts'

export type Page = {
  readonly review: Review
  /** What happened, where somebody knows. */
  readonly history: History | null
  /** What it is about, whatever the environment: above the headline, and last in a browser's tab. */
  readonly title: string
}

/** A complete HTML document; the same for the same input, byte by byte. */
export function renderPage(page: Page): string {
  const parts = sectionsOf(page)
  const { html: text } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${subjectOf(page)} · ${page.title}</title>
<style>${raw(PAGE_STYLE)}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
${head(page)}
${contents(parts)}
<main id="content" tabindex="-1">
${parts.map(({ content }) => content)}</main>
<footer><p>Holdfast. This file is complete in itself: it loads nothing and sends nothing.</p></footer>
<script>${raw(PAGE_SCRIPT)}</script>
</body>
</html>
`
  return text
}

type Part = { readonly id: string; readonly name: string; readonly content: Html }

function sectionsOf({ review: whole, history }: Page): readonly Part[] {
  const review = isCompared(whole) ? whole : { ...whole, base: null }
  const { timezone } = review
  const all: readonly (Omit<Part, 'content'> & { readonly content: Html | null })[] = [
    { id: 'changes', name: 'Changes', content: review.base === null ? null : changes(review) },
    { id: 'happened', name: 'History', content: history && happened({ history, timezone }) },
    { id: 'promises', name: 'Recovery points', content: promises({ review, history }) },
    { id: 'uncovered', name: 'Without cover', content: withoutCover(review) },
    { id: 'week', name: 'Week', content: week(review, history) },
    { id: 'timeline', name: '14 days', content: timeline(review, history) },
    { id: 'load', name: 'Load', content: load(review) },
    { id: 'clients', name: 'Clients', content: clients(review) },
    { id: 'sources', name: 'Sources', content: sources(review) },
    { id: 'findings', name: 'Findings', content: findings(review) },
    { id: 'collisions', name: 'Collisions', content: collisions(review) },
    { id: 'aws', name: 'AWS', content: aws(review) },
  ]
  const shown = isReadable(review) ? all : all.filter(({ id }) => id === 'findings')
  return shown.flatMap(({ content, ...part }) => (content === null ? [] : [{ ...part, content }]))
}

function contents(parts: readonly Part[]): Html {
  const links = parts.map(({ id, name }) => html`<li><a href="#${id}">${name}</a></li>`)
  return html`<nav aria-label="Sections"><ul>${links}</ul></nav>`
}

/** Nothing may be loaded, sent or framed; only our own style and script, by what they are, may run. */
const POLICY = [
  "default-src 'none'",
  `style-src ${hashOf(PAGE_STYLE)}`,
  `script-src ${hashOf(PAGE_SCRIPT)}`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}
