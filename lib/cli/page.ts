// The page of what happened in a span beside what was planned: of a local week, and of a simulation.
import type { Plan } from '../plan/plan.ts'
import type { Scenario } from '../policy/scenario.ts'
import type { History } from '../report/history.ts'
import type { Announced } from '../report/result-events.ts'
import { reviewOf } from '../review/compose.ts'
import type { Span } from '../schedule/calendar.ts'
import { scenarioTold } from './page-scenario.ts'
import { policiesIn, type Selection } from './policies.ts'
import { sideIn } from './sides.ts'

type Happened = {
  readonly selection: Selection
  /** Of what was run, which may be less than all policies. */
  readonly plan: Plan
  readonly span: Span
  readonly kind: History['kind']
  readonly events: readonly Announced[]
  /** Targets that policies protect which were not run. */
  readonly partly?: ReadonlySet<string>
  /** What was lived through, and the file it is in. */
  readonly scenario?: { readonly of: Scenario; readonly file: string } | undefined
}

/** HTML. Its parts are loaded here, because most commands draw nothing. */
export async function pageOfSpan(happened: Happened): Promise<string> {
  const { plan, span, events, kind, selection, scenario, partly = NONE } = happened
  const [{ renderPage }, { historyOf }] = await Promise.all([
    import('../page/page.ts'),
    import('../report/history-of.ts'),
  ])
  const { environment } = plan
  const side = sideIn(policiesIn([selection.policies], span.from), environment)
  const names = new Set(plan.policies.map(({ policy }) => policy.name))
  const policies = side.policies.filter(({ name }) => names.has(name))
  const review = reviewOf(
    { before: undefined, after: { ...side, policies, plan }, base: null },
    { environment, now: span.from, labels: [], approvers: [] },
  )
  const told = scenario ? scenarioTold(scenario.of, scenario.file, span) : null
  const history = historyOf(events, { plan, span, kind, scenario: told, partly })
  return renderPage({ review, history, title: 'Backup policies' })
}

const NONE: ReadonlySet<string> = new Set()
