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

/** `1 target`, `2,000 targets`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`
}

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

/** `2 targets: erp-core, erp-reporting`, as many as have room in a line. */
export function asList(before: string, items: readonly string[], width = 96): string {
  let line = before
  for (const [index, item] of items.entries()) {
    const more = `${index === 0 ? '' : ', '}${item}`
    if (index > 0 && line.length + more.length > width) {
      return `${line} and ${(items.length - index).toLocaleString('en')} more`
    }
    line += more
  }
  return line
}

const NUMBER = /^(\d[\d,]*|-)$/
