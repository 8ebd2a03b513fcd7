// An app on a socket: reachable at its url, gone without a trace, and clear about why it cannot listen.
import { Agent, get } from 'node:http'
import { Hono } from 'hono'
import { expect, it } from 'vitest'
import { listen } from '../lib/emulator/listen.ts'

// Taken before anything listens: what an adaptor replaces, it replaces for the whole process.
const UNTOUCHED = [globalThis.Request, globalThis.Response]

const LOOPBACK = { port: 0, host: '127.0.0.1' }
const app = new Hono().get('/', c => c.text('here'))

it('answers at its url and, once closed, no more', async () => {
  const { url, close } = await listen(app, LOOPBACK)
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  expect(await (await fetch(url)).text()).toBe('here')
  await close()
  await expect(fetch(url)).rejects.toThrow()
})

it('ends kept-alive and unanswered connections when it closes', async () => {
  let told = () => {}
  const asked = new Promise<void>(resolve => {
    told = resolve
  })
  const hangs = new Hono().route('/', app).get('/hang', () => {
    told()
    return new Promise(() => {})
  })
  const { url, close } = await listen(hangs, LOOPBACK)
  const agent = new Agent({ keepAlive: true })
  await new Promise(resolve => get(url, { agent }, answer => answer.resume().once('end', resolve)))
  const hanging = new Promise<Error>(resolve =>
    get(`${url}/hang`, { agent }).once('error', resolve),
  )
  await asked
  // Nobody answers: it would else never be done.
  await close()
  expect(await hanging).toMatchObject({ code: 'ECONNRESET' })
  agent.destroy()
})

it('says which port is taken and what to do', async () => {
  const { url, close } = await listen(app, LOOPBACK)
  const port = Number(new URL(url).port)
  await expect(listen(app, { ...LOOPBACK, port })).rejects.toThrow(
    `cannot listen on 127.0.0.1 port ${port}: another program listens there; choose another port, or 0 for any that is free`,
  )
  await close()
})

it('leaves the runtime as it found it', async () => {
  const { close } = await listen(app, LOOPBACK)
  await close()
  expect([globalThis.Request, globalThis.Response]).toEqual(UNTOUCHED)
})
