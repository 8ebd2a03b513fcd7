// Which proxy, if any, leads to a Command Center: by the variables that curl made a standard, read as Node reads them.
// https://nodejs.org/api/http.html#built-in-proxy-support
import { BackupError } from '../errors.ts'

/** `HTTPS_PROXY` (or `ALL_PROXY`) and `NO_PROXY`, in small letters as well, which win. */
export type ProxyEnv = { readonly [name: string]: string | undefined }

/**
 * The proxy for an https URL; undefined for the direct way.
 * @throws BackupError `endpoint-invalid`, without the value: it may hold a password
 */
export function proxyFor(url: URL, env: ProxyEnv): URL | undefined {
  const name = PROXY_VARIABLES.find(each => env[each])
  if (name === undefined || isExcluded(url, env.no_proxy || env.NO_PROXY || '')) return undefined
  const value = env[name] ?? ''
  const proxy = URL.canParse(value) ? new URL(value) : undefined
  const isSpoken = proxy?.protocol === 'http:' || proxy?.protocol === 'https:'
  if (proxy && isSpoken && canDecode(proxy.username + proxy.password)) return proxy
  throw new BackupError(
    'endpoint-invalid',
    `The variable ${name} does not hold a proxy that we can use; it must be a URL such as http://proxy.example.com:3128.`,
  )
}

const PROXY_VARIABLES = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'] as const

/** Commas between `*`, names, `.suffixes`, `*.suffixes`, addresses and `10.0.0.1-10.0.0.9`, each perhaps with a port. */
function isExcluded(url: URL, list: string): boolean {
  const host = url.hostname.toLowerCase()
  const hostAndPort = `${host}:${url.port || '443'}`
  const entries = list.split(',').map(entry => entry.trim().toLowerCase())
  return entries.some(
    entry =>
      entry === '*' ||
      isMatch(entry, host) ||
      isMatch(entry, hostAndPort) ||
      isInRange(entry, host),
  )
}

function isMatch(entry: string, host: string): boolean {
  const suffix = entry.replace(/^\*\./, '.')
  const isSuffix = suffix.startsWith('.') && suffix.length > 1
  return isSuffix ? host.endsWith(suffix) || host === suffix.slice(1) : host === entry
}

function isInRange(entry: string, host: string): boolean {
  const [from, to, ...more] = entry.split('-').map(addressOf)
  const address = addressOf(host)
  if (from === undefined || to === undefined || more.length > 0) return false
  return address !== undefined && from <= address && address <= to
}

/** An IPv4 address as a number. */
function addressOf(text: string): number | undefined {
  const parts = text.trim().split('.')
  const isAddress = parts.length === 4 && parts.every(part => /^\d{1,3}$/.test(part))
  return isAddress ? parts.reduce((sum, part) => sum * 256 + Number(part), 0) : undefined
}

function canDecode(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}
