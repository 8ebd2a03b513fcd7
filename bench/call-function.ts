// Run as a child: loads a function's bundle as the Lambda runtime does, calls it once, and reports how long each took and
// which of Node's own modules are loaded by then.
const [bundle = '', event = ''] = process.argv.slice(2)
const begin = performance.now()
const { handler } = await import(bundle)
const loaded = performance.now()
const summary = await handler(JSON.parse(event), {})
const called = performance.now()
// Undocumented, and the only list that Node has.
const { moduleLoadList } = process as unknown as { readonly moduleLoadList: readonly string[] }
console.log(
  JSON.stringify({
    initMs: loaded - begin,
    firstCallMs: called - loaded,
    summary,
    nodeModules: moduleLoadList,
  }),
)
// Sockets that are kept alive would keep the process.
process.exit()
