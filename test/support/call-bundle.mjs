// Run as a child: loads a function's bundle as the Lambda runtime does, calls it once when it is given an event, and
// prints what came of it and which of the modules that cost a start Node has loaded.
const [bundle, event] = process.argv.slice(2)
const { handler } = await import(bundle)
const summary = event === undefined ? undefined : await handler(JSON.parse(event), {})
const costly = process.moduleLoadList.filter(name => /undici|http2|child_process/.test(name))
// Log lines come first; this is the last one.
console.log(JSON.stringify({ summary, costly }))
process.exit()
