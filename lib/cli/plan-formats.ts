// A review in the format that is asked for. The page is loaded only when it is wanted: its charts weigh more than all else.
import type { Plan } from '../plan/plan.ts'
import { renderAnnotations } from '../report/annotations.ts'
import type { ChangedPlaces } from '../report/changed-place.ts'
import { renderReviewJson } from '../report/json.ts'
import { renderMarkdown } from '../report/markdown.ts'
import { policyChangeEntries } from '../report/policy-change-event.ts'
import { renderText } from '../report/text.ts'
import { WIDTH } from '../report/wrapped.ts'
import type { Review } from '../review/review.ts'
import { folderOf } from './base.ts'
import { colorsFor } from './colors.ts'
import { commitOf } from './git.ts'
import { json } from './output.ts'

export type PlanFormat = 'text' | 'markdown' | 'json' | 'html' | 'github' | 'event'

type Wanted = {
  /** Of what is reviewed. */
  readonly plan: Plan
  readonly places: ChangedPlaces
  /** The folder: in a repository, its commit is told with the event. */
  readonly policies: string
  readonly history?: string
  readonly format: PlanFormat
  readonly out?: string
}

export async function renderReview(review: Review, wanted: Wanted): Promise<string> {
  switch (wanted.format) {
    case 'text': {
      const isShown = wanted.out === undefined
      const color = isShown && colorsFor(process.stdout).isColorSupported
      return renderText(review, { color, width: isShown ? widthOf(process.stdout) : WIDTH })
    }
    case 'markdown':
      return renderMarkdown(review)
    case 'json':
      return renderReviewJson(review)
    case 'github':
      return renderAnnotations(review, wanted.places)
    case 'event': {
      const commit = commitOf(folderOf(wanted.policies), 'HEAD')
      return json(policyChangeEntries(review, commit === undefined ? {} : { commit }))
    }
    case 'html':
      return page(review, wanted)
  }
}

/** Columns; what is no terminal, such as the log of a pipeline, is as wide as it wants. */
const widthOf = ({ columns = WIDTH }: { readonly columns?: number }) =>
  Math.max(NARROWEST, Math.min(WIDTH, columns))

/** In less, no table makes sense. */
const NARROWEST = 60

async function page(review: Review, { plan, history: file }: Wanted): Promise<string> {
  const { renderPage } = await import('../page/page.ts')
  const title = 'Backup policies'
  if (file === undefined) return renderPage({ review, history: null, title })
  const { readHistory } = await import('./history-file.ts')
  const { historyOf } = await import('../report/history-of.ts')
  const history = historyOf(readHistory(file, { environment: plan.environment }), {
    plan,
    kind: 'observed',
  })
  return renderPage({ review, history, title })
}
