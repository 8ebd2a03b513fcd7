// A share as people write it.

/** `20%`, `33.4%`: rounded up, so that what is over a limit is never shown as the limit. */
export function percentText(share: number): string {
  return `${Math.ceil(share * 1000 - 1e-6) / 10}%`
}
