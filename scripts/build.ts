const version: string = process.version
console.error('build on', version)
