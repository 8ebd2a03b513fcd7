// Why a name was not found, for the person who wrote it: what there is, and what was probably meant.
import type { Part, PartName, Sought, Unclear } from '../commvault/sought.ts'
import { intended } from '../policy/intended.ts'
import type { InventoryTarget } from '../policy/inventory.ts'
import { listed, quote } from '../policy/wording.ts'

export function whyNot({ app, commcell }: InventoryTarget, sought: Sought, miss: Unclear): string {
  const where = placesOf(sought, { app, commcell })
  const { part } = miss
  const said = nameOf(sought[part])
  if (miss.kind === 'several') {
    const all = miss.candidates.map(({ id, about }) => `${id} (${about})`)
    return `${where[part]} has ${all.length} ${part}s ${said}: ${listed(all)}; write the ${part}Id of the one that is meant`
  }
  const hint = hintOf(sought[part], miss)
  return `${where[part]} has no ${part} ${said} that this user may see; ${hint}`
}

/** In what each part was looked for, as the beginning of a sentence. */
function placesOf(
  { client, instance, rac }: Sought,
  { app, commcell }: Pick<InventoryTarget, 'app' | 'commcell'>,
): { readonly [part in PartName]: string } {
  const application = app === 'sqlserver' ? 'SQL Server' : rac ? 'Oracle RAC' : 'Oracle'
  return {
    client: `CommCell ${commcell}`,
    instance: `${application} on client ${nameOf(client)}`,
    subclient: `instance ${nameOf(instance)} of client ${nameOf(client)}`,
  }
}

function hintOf({ name }: Part, { among, shownSo, elsewhere }: Extract<Unclear, { kind: 'none' }>) {
  if (shownSo !== undefined) {
    return `it is how the Command Center shows ${listed(shownSo)}, and that is the name to write`
  }
  if (elsewhere === 'Oracle RAC') return 'it is there as Oracle RAC: write rac: true'
  if (elsewhere !== undefined) return `it is there as an instance of ${elsewhere}`
  const near = name === undefined ? undefined : intended(name, among)
  if (near !== undefined) return `did you mean ${near}?`
  return among.length === 0 ? 'there is none at all' : `there are ${listed(among.toSorted())}`
}

function nameOf({ name, id }: Part): string {
  return name === undefined ? `with id ${id}` : quote(name)
}
