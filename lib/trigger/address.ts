// IP addresses and CIDR blocks, IPv4 and IPv6. "IP address matching" in EventBridge's comparison operators; what counts
// as an address is aws/event-ruler's CIDR: no host names, no address with both colons and dots.
import type { Refusal } from './condition.ts'
import { quote } from './wording.ts'

/** 4 bytes or 16. */
type Address = readonly number[]

type Block = { readonly base: Address; readonly bits: number }

export function parseAddress(text: string): Address | undefined {
  return text.includes(':') ? parseV6(text) : parseV4(text)
}

export function parseBlock(text: string): Block | Refusal {
  const fix = 'write it like 10.0.0.0/8 or 2001:db8::/32'
  const [address = '', mask = '', ...more] = text.split('/')
  if (more.length > 0 || !text.includes('/')) {
    return { refused: 'A CIDR block has exactly one slash', fix }
  }
  const base = parseAddress(address)
  if (base === undefined) return { refused: `${quote(address)} is no IP address`, fix }
  const most = base.length * 8 - 1
  if (!/^\d{1,3}$/.test(mask) || Number(mask) > most) {
    return { refused: `The mask must be 0 to ${most} bits`, fix: `${fix}; one address: as text` }
  }
  return { base, bits: Number(mask) }
}

export function isInBlock({ base, bits }: Block, address: Address): boolean {
  if (base.length !== address.length) return false
  return base.every((byte, n) => {
    const free = Math.min(8, Math.max(0, (n + 1) * 8 - bits))
    return byte >> free === (address[n] ?? 0) >> free
  })
}

export const sameAddress = (a: Address, b: Address): boolean =>
  a.length === b.length && a.every((byte, n) => byte === b[n])

function parseV4(text: string): Address | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every(part => /^(0|[1-9]\d{0,2})$/.test(part))) return undefined
  const bytes = parts.map(Number)
  return bytes.every(byte => byte <= 255) ? bytes : undefined
}

function parseV6(text: string): Address | undefined {
  if (text.length > 39) return undefined
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [left = [], right = []] = halves.map(half => (half === '' ? [] : half.split(':')))
  const missing = 8 - left.length - right.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined
  const words = [...left, ...Array.from({ length: missing }, () => '0'), ...right]
  if (!words.every(word => /^[0-9a-f]{1,4}$/i.test(word))) return undefined
  return words.flatMap(word => {
    const number = Number.parseInt(word, 16)
    return [number >> 8, number & 255]
  })
}
