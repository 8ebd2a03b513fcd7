// The compiled sources as the functions of a local world read them.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sourcesText } from '../plan/canonical.ts'
import {
  type CommCell,
  type Instant,
  isoText,
  isScheduleSource,
  type PolicySources,
  type StartSource,
} from '../start.ts'

type SourcesOptions = {
  readonly environment: string
  readonly policies: readonly PolicySources[]
  /** The end of all schedules. */
  readonly to: Instant
  /** Of the one Command Center. */
  readonly endpoint: string
  readonly folder: string
}

/**
 * Writes the policies as they were compiled, but for the endpoint and the end: every CommCell is the one on loopback.
 * Returns the folder.
 */
export function writeSources({
  folder,
  policies,
  environment,
  to,
  endpoint,
}: SourcesOptions): string {
  const sources = join(folder, 'sources', environment)
  rmSync(sources, { recursive: true, force: true })
  mkdirSync(sources, { recursive: true })
  for (const policy of policies) {
    const commcells = Object.fromEntries(
      Object.entries(policy.commcells).map(([name, cell]) => [name, onLoopback(cell, endpoint)]),
    )
    writeFileSync(
      join(sources, `${policy.policy.name}.json`),
      sourcesText({ ...policy, commcells, sources: policy.sources.map(endingBy(to)) }),
    )
  }
  return sources
}

/** Plain HTTP has no certificates, and the emulator takes an Authtoken as Commvault does by itself, behind no gateway. */
function onLoopback(commcell: CommCell, endpoint: string): CommCell {
  const { ca: _, caSecret: __, authHeader: ___, ...cell } = commcell
  return { ...cell, endpoint }
}

/** Nobody delivers a start after the end, so the sweep must not miss one either. */
function endingBy(to: Instant): (source: StartSource) => StartSource {
  const end = isoText(to)
  return source =>
    isScheduleSource(source) && !(source.endDate !== undefined && Date.parse(source.endDate) < to)
      ? { ...source, endDate: end }
      : source
}
