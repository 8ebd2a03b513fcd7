// An outage of a Command Center on the way to it: what a call comes back with while it lasts.
import type { Exchange, HttpReply, NoReply } from '../commvault/exchange.ts'
import type { Outage } from '../policy/scenario.ts'
import type { Instant } from '../start.ts'

export function withOutages(
  exchange: Exchange,
  outages: readonly Outage[],
  now: () => Instant,
): Exchange {
  if (outages.length === 0) return exchange
  return async request => {
    const outage = outages.find(({ from, to }) => now() >= from && now() < to)
    if (outage === undefined) return exchange(request)
    // The request arrives, and what it asks for is done: only the answer is lost.
    if (outage.answer === 'silent') await exchange(request)
    return ANSWERS[outage.answer](new URL(request.url).host)
  }
}

export function outagesOf(outages: readonly Outage[], commcell: string): readonly Outage[] {
  return outages.filter(outage => outage.commcell === undefined || outage.commcell === commcell)
}

/** In the words of the real wire. */
const ANSWERS: { readonly [answer in Outage['answer']]: (host: string) => HttpReply | NoReply } = {
  unreachable: host => ({
    sent: false,
    text: `${host} was not reached: the connection was refused (ECONNREFUSED)`,
  }),
  silent: host => ({ sent: 'unknown', text: `${host} did not answer within 60 s` }),
  maintenance: () => ({
    status: 503,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: '<html><head><title>Scheduled Maintenance</title></head><body><h1>Scheduled Maintenance</h1></body></html>',
  }),
}
