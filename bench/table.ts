// The rows as a person reads them.
import { table } from '../lib/cli/output.ts'
import { isMet, type Row } from './figure.ts'

export function renderTable(rows: readonly Row[]): string {
  return table([
    ['figure', 'ours', 'baseline', 'ratio', 'p10–p90', 'rounds', 'goal', 'met'],
    ...rows.map(row => [
      row.measure,
      quantity(row.ours, row.unit),
      quantity(row.baseline, row.unit),
      ratio(row.ratio.median),
      row.rounds === 1 ? 'exact' : `${ratio(row.ratio.p10)}–${ratio(row.ratio.p90)}`,
      String(row.rounds),
      goalText(row),
      MET.get(isMet(row)) ?? '',
    ]),
  ])
}

const MET: ReadonlyMap<boolean | undefined, string> = new Map([
  [true, 'yes'],
  [false, 'no'],
])

function goalText({ goal, unit }: Row): string {
  if (goal === undefined) return ''
  return goal.of === 'ratio'
    ? `ratio ≤ ${ratio(goal.atMost)}`
    : `ours ≤ ${quantity(goal.atMost, unit)}`
}

function quantity(value: number, unit: Row['unit']): string {
  const digits = unit === 'ms' || unit === 'µs' ? (value < 100 ? 1 : 0) : 0
  return `${value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })} ${unit}`
}

/** Two decimals, or two digits of what is smaller than that. */
function ratio(value: number): string {
  return value === 0 || value >= 0.1 ? value.toFixed(2) : String(Number(value.toPrecision(2)))
}
