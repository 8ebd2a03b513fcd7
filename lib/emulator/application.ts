// Commvault's applications, which its older pages call agents: the number counts, the name varies.

export const APPLICATION = {
  oracle: 22,
  linuxFiles: 29,
  windowsFiles: 33,
  oracleRac: 80,
  sqlServer: 81,
} as const

/**
 * The names of an application, as agents have it and as listings have it: both have been recorded for the same
 * number 33.
 */
const NAMES: ReadonlyMap<number, { readonly agent: string; readonly listed: string }> = new Map([
  [APPLICATION.oracle, { agent: 'Oracle', listed: 'Oracle' }],
  [APPLICATION.oracleRac, { agent: 'Oracle RAC', listed: 'Oracle RAC' }],
  [APPLICATION.sqlServer, { agent: 'SQL Server', listed: 'SQL Server' }],
  [APPLICATION.windowsFiles, { agent: 'File System', listed: 'Windows File System' }],
  [APPLICATION.linuxFiles, { agent: 'Linux File System', listed: 'Linux File System' }],
])

export function agentName(applicationId: number): string {
  return NAMES.get(applicationId)?.agent ?? 'Default Application Type Name'
}

export function listedName(applicationId: number): string {
  return NAMES.get(applicationId)?.listed ?? agentName(applicationId)
}

/** The number decides where there is one: the same application goes by several names ("SQL SERVER" in some pages). */
export function applicationOf(
  id: number | undefined,
  name: string | undefined,
): number | undefined {
  if (id !== undefined) return NAMES.has(id) ? id : undefined
  const wanted = name?.trim().toLowerCase()
  for (const [known, { agent, listed }] of NAMES) {
    if (agent.toLowerCase() === wanted || listed.toLowerCase() === wanted) return known
  }
  return undefined
}

/** Those whose backups go by databases; their subclients may be invented. */
export function isDatabase(applicationId: number): boolean {
  return applicationId !== APPLICATION.windowsFiles && applicationId !== APPLICATION.linuxFiles
}
