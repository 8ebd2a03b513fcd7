// Where the results of a verb go: stdout or a file. Diagnostics and progress go to stderr, so that stdout can be piped.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { UsageError } from './failure.ts'

export function writeResult(text: string, out?: string): void {
  if (out === undefined) {
    process.stdout.write(text)
    return
  }
  try {
    mkdirSync(dirname(out), { recursive: true })
    writeFileSync(out, text)
  } catch (error) {
    throw new UsageError(`cannot write ${out}: ${error instanceof Error ? error.message : error}`)
  }
}

/** A line for the person who watches. */
export function progress(text: string): void {
  process.stderr.write(`${text}\n`)
}

export const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`

/** Columns as wide as their widest cell; numbers to the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map(row => row[column]?.length ?? 0)),
  )
  const isNumber = widths.map((_, column) =>
    rows.slice(1).every(row => NUMBER.test(row[column] ?? '')),
  )
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => (isNumber[i] ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd()
  return `${rows.map(line).join('\n')}\n`
}

const NUMBER = /^(\d[\d,]*|-)$/
