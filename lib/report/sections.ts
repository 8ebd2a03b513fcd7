// What a review has to say, in the order in which a person needs it: what weakens, what is wrong, what has changed, and then
// everything around it. Text and Markdown set the same sections, each in its own way.
import type { Review } from '../review/review.ts'
import { aheadRemarks } from './ahead-remarks.ts'
import { isCompared, isReadable } from './headline.ts'
import { awsRemarks, awsText, loadRemarks } from './load-remarks.ts'
import { recoveryTable } from './recovery-rows.ts'
import {
  collisionRemarks,
  findingRemarks,
  goneRemarks,
  type Remark,
  remarksOfGrade,
  unprotectedRemarks,
} from './remarks.ts'
import { changeTable, sourceTable, type Table } from './rows.ts'
import { counted } from './words.ts'

export type Section = {
  /** In our own words alone: nothing in it that somebody else has named. */
  readonly title: string
  /** Whether it is what a reviewer must have seen; all else may be folded away. */
  readonly isMain: boolean
} & ({ readonly remarks: readonly Remark[] } | { readonly table: Table })

/** Only those that have something in them. */
export function sectionsOf(review: Review): readonly Section[] {
  const all = isCompared(review) ? sectionsOfChange(review) : sectionsOfState(review)
  return all.filter(section => sizeOf(section) > 0)
}

/** How many remarks or rows it has. */
export function sizeOf(section: Section): number {
  return 'table' in section ? section.table.rows.length : section.remarks.length
}

function sectionsOfChange(review: Review): readonly Section[] {
  const { appeared, standing } = review.findings
  const recovery = recoveryTable(review)
  const others = review.targets.length - recovery.rows.length
  const unmoved = others === 0 ? '' : ` (${counted(others, 'target')} as before)`
  return [
    main('Weakens protection', remarksOfGrade(review, 'weakens')),
    main('New findings of validate', findingRemarks(appeared)),
    { title: 'Schedules and triggers', isMain: true, table: changeTable(review) },
    detail('Strengthens protection', remarksOfGrade(review, 'strengthens')),
    detail('Neither weakens nor strengthens', remarksOfGrade(review, 'neutral')),
    { title: `Recovery of targets${unmoved}`, isMain: false, table: recovery },
    detail('Data backups of one target in the same minute', collisionRemarks(review)),
    ...surroundings(review),
    detail('Findings that were there before', findingRemarks(standing)),
    detail('Findings that are gone', goneRemarks(review)),
    detail(`AWS (${awsText(review)})`, awsRemarks(review)),
  ]
}

function sectionsOfState(review: Review): readonly Section[] {
  const { appeared, standing } = review.findings
  const findings = main('Findings of validate', findingRemarks([...appeared, ...standing]))
  if (!isReadable(review)) return [findings]
  return [
    findings,
    { title: 'Schedules and triggers', isMain: true, table: sourceTable(review) },
    { title: 'Recovery of targets', isMain: false, table: recoveryTable(review) },
    detail('Data backups of one target in the same minute', collisionRemarks(review)),
    ...surroundings(review),
  ]
}

function surroundings(review: Review): readonly Section[] {
  return [
    detail('Clock changes, blackouts and pauses ahead', aheadRemarks(review)),
    detail('Load of the next 14 days', loadRemarks(review)),
    detail('Targets in no policy', unprotectedRemarks(review)),
  ]
}

function main(title: string, remarks: readonly Remark[]): Section {
  return { title, isMain: true, remarks }
}

function detail(title: string, remarks: readonly Remark[]): Section {
  return { title, isMain: false, remarks }
}
