// The names of the calls of a Command Center, for fault scripts and for counting: read from a request line alone.

/** The first that matches; the pages spell paths in five casings, and under several bases. */
const PATHS = {
  createTask: ['POST', /\/createtask$/],
  jobs: ['GET', /\/job$/],
  findJobs: ['POST', /\/jobs$/],
  job: ['GET', /\/job\/\d+$/],
  jobDetails: ['POST', /\/jobdetails$/],
  taskDetails: ['GET', /\/job\/\d+\/taskdetails$/],
  kill: ['POST', /\/job\/\d+\/action\/kill$/],
  pause: ['POST', /\/job\/\d+\/action\/pause$/],
  resume: ['POST', /\/job\/\d+\/action\/resume$/],
  events: ['GET', /\/events$/],
  login: ['POST', /\/login$/],
  whoAmI: ['POST', /\/whoami$/],
  renew: ['POST', /\/accesstoken\/renew$/],
  createToken: ['POST', /\/accesstoken$/],
} as const satisfies { readonly [name: string]: readonly [string, RegExp] }

export type CallName = keyof typeof PATHS

export const CALLS = Object.keys(PATHS) as readonly CallName[]

/** What a request asks for: the name of the call, or the path itself where it has none here. */
export type Call = { readonly name: CallName | 'other'; readonly path: string }

export function callOf({ method, url }: Pick<Request, 'method' | 'url'>): Call {
  const path = pathIn(url)
    .toLowerCase()
    .replace(/\/{2,}/g, '/')
  const name = CALLS.find(name => PATHS[name][0] === method && PATHS[name][1].test(path))
  return { name: name ?? 'other', path }
}

/** `new URL` would take half of the time of a call. */
function pathIn(url: string): string {
  const start = url.indexOf('/', url.indexOf('://') + 3)
  const end = url.indexOf('?', start)
  return end < 0 ? url.slice(start) : url.slice(start, end)
}
