// The whole reading of policies in a thread of its own, bounded in memory: a hang or a flood there is a failed test here.
// Node runs the sources there as they are, twice as fast as a test runner that watches every import.
import { isMainThread, parentPort, Worker } from 'node:worker_threads'
import type { PolicyFile } from '../../lib/policy/load.ts'

export type ReadInThread = {
  /** Of all findings, by place. */
  readonly codes: readonly string[]
  readonly policies: number
  /** Messages in which something of JavaScript's own shows. */
  readonly native: readonly string[]
  /** Characters of the longest message or fix. */
  readonly longest: number
  /** Characters of the longest line of what a terminal shows. */
  readonly widest: number
  /** Milliseconds of processor time: what other programs do meanwhile is not the reading's fault. */
  readonly spent: number
}

export type Reading = {
  readonly read: (files: readonly PolicyFile[]) => Promise<ReadInThread>
  readonly end: () => Promise<unknown>
}

/** Throws when the limit of memory (MB) is reached, or there is no end; the thread is gone then. */
export function readingThread(limits: { readonly mb: number }): Reading {
  let thread: Worker | undefined
  const start = () =>
    new Worker(import.meta.filename, { resourceLimits: { maxOldGenerationSizeMb: limits.mb } })
  const end = async () => {
    await thread?.terminate()
    thread = undefined
  }
  const read = async (files: readonly PolicyFile[]) => {
    thread ??= start()
    const answer = answerOf(thread)
    thread.postMessage(files)
    return answer.catch(async error => {
      await end()
      throw error
    })
  }
  return { read, end }
}

/** What takes so long on any machine hangs. */
const PATIENCE_MS = 180_000

function answerOf(thread: Worker): Promise<ReadInThread> {
  return new Promise((resolve, reject) => {
    const hangs = () => done(() => reject(new Error(`no end after ${PATIENCE_MS} ms`)))
    const timer = setTimeout(hangs, PATIENCE_MS)
    const answered = (answer: ReadInThread) => done(() => resolve(answer))
    const failed = (error: Error) => done(() => reject(error))
    const done = (tell: () => void) => {
      clearTimeout(timer)
      thread.off('message', answered)
      thread.off('error', failed)
      tell()
    }
    thread.on('message', answered)
    thread.on('error', failed)
  })
}

if (!isMainThread && parentPort !== null) {
  const { readPolicies } = await import('../../lib/policy/read.ts')
  const { renderSarif, renderText } = await import('../../lib/policy/render.ts')
  const port = parentPort
  port.on('message', (files: readonly PolicyFile[]) => {
    const before = process.threadCpuUsage()
    const { diagnostics, policies } = readPolicies(files)
    const lines = renderText(diagnostics, files, { color: false }).split('\n')
    renderSarif(diagnostics)
    const { user, system } = process.threadCpuUsage(before)
    const longestOf = (texts: readonly string[]) =>
      texts.reduce((longest, { length }) => Math.max(longest, length), 0)
    const answer: ReadInThread = {
      codes: diagnostics.map(({ code }) => code),
      policies: policies.length,
      native: diagnostics
        .map(({ message }) => message)
        .filter(message => /native code|\[object|function/.test(message)),
      longest: longestOf(diagnostics.flatMap(({ message, fix = '' }) => [message, fix])),
      widest: longestOf(lines),
      spent: (user + system) / 1000,
    }
    port.postMessage(answer)
  })
}
