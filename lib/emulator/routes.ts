// The operations by method and path, for who calls without HTTP: a simulation makes a hundred thousand calls, and what HTTP
// wraps around each costs more than the answer.
import type { Answer } from './answers.ts'
import { type Incoming, type Method, operationOf, pathIn } from './call.ts'

export type PlainRequest = {
  readonly method: string
  readonly url: string
  readonly headers: { readonly [name: string]: string }
  readonly body: string
}

export type PlainReply = {
  readonly status: number
  /** By lower-case name. */
  readonly headers: { readonly [name: string]: string }
  readonly body: string
}

/** `operation` is the path in small letters and without its base. */
export type Operate = (incoming: Incoming, operation: string) => Answer | Promise<Answer>

type Found = () => Answer | Promise<Answer>

export type Routes = {
  /** In a path, `:id{[0-9]+}` is a part with a name. */
  readonly add: (method: Method, path: string, operate: Operate) => void
  /** The first that was added for the path, as in HTTP. */
  readonly find: (request: PlainRequest) => Found | undefined
}

type Route = { readonly path: string; readonly pattern: RegExp; readonly operate: Operate }

export function createRoutes(): Routes {
  const byMethod = new Map<string, Route[]>()
  // Most calls are of a few paths without parts, and a client spells them always alike.
  const spelled = new Map<string, Route>()
  return {
    add: (method, path, operate) => {
      const route = { path, pattern: patternOf(path), operate }
      const routes = byMethod.get(method)
      if (routes) routes.push(route)
      else byMethod.set(method, [route])
    },
    find: request => {
      const { method, url } = request
      const spelling = `${method} ${pathIn(url)}`
      const known = spelled.get(spelling)
      const operation = known?.path ?? operationOf(request)
      const route = known ?? byMethod.get(method)?.find(({ pattern }) => pattern.test(operation))
      if (route === undefined) return undefined
      if (route.path === operation) spelled.set(spelling, route)
      return () => route.operate(incomingOf(request, route.pattern, operation), operation)
    },
  }
}

export function headerIn({ headers }: PlainRequest, wanted: string): string | undefined {
  for (const name in headers) {
    if (name.length === wanted.length && name.toLowerCase() === wanted) return headers[name]
  }
  return undefined
}

function patternOf(path: string): RegExp {
  return new RegExp(
    `^${path.replace(/:(\w+)(?:\{([^}]+)\})?/g, (_, name, of = '[^/]+') => `(?<${name}>${of})`)}$`,
  )
}

function incomingOf(request: PlainRequest, pattern: RegExp, operation: string): Incoming {
  return {
    method: request.method,
    url: request.url,
    header: name => headerIn(request, name.toLowerCase()),
    part: name => {
      const part = pattern.exec(operation)?.groups?.[name]
      return part === undefined ? undefined : decodeURIComponent(part)
    },
    text: async () => request.body,
  }
}
