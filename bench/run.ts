// `npm run bench`: speed and size as ratios against baselines that are built here and now. It measures, it does not gate:
// the exit code is 0 whatever comes out, 2 for wrong usage. README.md beside this file says what each figure means.
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { json, progress } from '../lib/cli/output.ts'
import { bundle } from './bundle.ts'
import { cliStart } from './cli-start.ts'
import { coldStart } from './cold-start.ts'
import { compile } from './compile.ts'
import { type Figure, isMet, type Row } from './figure.ts'
import { growth } from './growth.ts'
import { occurrences } from './occurrences.ts'
import { plan } from './plan.ts'
import { rpoProof } from './rpo-proof.ts'
import { simulate } from './simulate.ts'
import { sweepReads } from './sweep-reads.ts'
import { renderTable } from './table.ts'
import { validate } from './validate.ts'

const FIGURES: { readonly [name: string]: Figure } = {
  'cold-start': coldStart,
  bundle,
  validate,
  growth,
  compile,
  occurrences,
  'rpo-proof': rpoProof,
  'sweep-reads': sweepReads,
  'cli-start': cliStart,
  plan,
  simulate,
}

const USAGE = `Usage: npm run bench -- [figure…] [--rounds N] [--format text|json]
Figures: ${Object.keys(FIGURES).join(', ')}; all of them without a name. N is 15 where nothing is said.
`

type Wanted = {
  readonly names: readonly string[]
  readonly rounds: number
  readonly format: 'text' | 'json'
}

const wanted = readArguments(process.argv.slice(2))
if (wanted === undefined) {
  process.stderr.write(USAGE)
  process.exitCode = 2
} else {
  await main(wanted)
}

async function main({ names, rounds, format }: Wanted): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-bench-'))
  // The command line that is built there wants to stand in its own package.
  copyFileSync(join(import.meta.dirname, '..', 'package.json'), join(folder, 'package.json'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  process.once('SIGINT', () => process.exit(130))
  const rows: (Row & { readonly figure: string })[] = []
  for (const name of names) {
    progress(`${name} …`)
    const found = await measured(name, { rounds, folder: join(folder, name) })
    rows.push(...found.map(row => ({ figure: name, ...row })))
  }
  process.stdout.write(
    format === 'json' ? json(rows.map(row => ({ ...row, met: isMet(row) }))) : renderTable(rows),
  )
}

/** Nothing of a figure is believed where one of its results was wrong; the others go on. */
async function measured(name: string, setting: Parameters<Figure>[0]): Promise<readonly Row[]> {
  mkdirSync(setting.folder)
  try {
    return (await FIGURES[name]?.(setting)) ?? []
  } catch (error) {
    progress(`${name} was not measured: ${error instanceof Error ? error.message : error}`)
    return []
  }
}

function readArguments(args: readonly string[]): Wanted | undefined {
  const known = Object.keys(FIGURES)
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        rounds: { type: 'string', default: '15' },
        format: { type: 'string', default: 'text' },
      },
    })
    const { rounds, format } = values
    if (positionals.some(name => !known.includes(name))) return undefined
    if (!/^[1-9]\d{0,3}$/.test(rounds) || (format !== 'text' && format !== 'json')) return undefined
    return { names: positionals.length > 0 ? positionals : known, rounds: Number(rounds), format }
  } catch {
    return undefined
  }
}
