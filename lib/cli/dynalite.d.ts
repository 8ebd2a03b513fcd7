// dynalite ships no types; this is the part of it that is used here.
declare module 'dynalite' {
  import type { Server } from 'node:http'

  function dynalite(options?: {
    readonly createTableMs?: number
    readonly deleteTableMs?: number
    readonly updateTableMs?: number
  }): Server
  export = dynalite
}
