// How long work takes, for tests of what must stay fast whatever it is given.

/** Milliseconds of processor time: what other programs do meanwhile is not the work's fault. */
export function cpuTime(work: () => unknown): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
