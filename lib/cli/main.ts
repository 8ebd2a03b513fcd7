// The command line's one entry and one exit: a known failure is a sentence on stderr, a bug shows its stack.
import { CommanderError } from 'commander'
import { commandLine } from './command-line.ts'
import { describeFailure, type ExitCode } from './failure.ts'
import { progress } from './output.ts'

// The bundle also runs on Node 20, where the AWS SDK would speak of its own plans between our lines.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'
for (const stream of [process.stdout, process.stderr]) stream.on('error', giveUp)
process.exitCode = await main(process.argv.slice(2))

/**
 * Who reads no further (`| head`) has seen enough, and changes no verdict. What could not be written for another reason
 * (a full disk) must not pass as the answer.
 */
function giveUp({ code, message }: NodeJS.ErrnoException): void {
  if (code === 'EPIPE') return
  process.stderr.write(`cannot write the output: ${message}\n`)
  process.once('exit', () => {
    process.exitCode = 2
  })
}

async function main(args: readonly string[]): Promise<ExitCode> {
  let exitCode: ExitCode = 0
  const program = commandLine(code => {
    exitCode = code
  })
  try {
    await program.parseAsync(args, { from: 'user' })
    return exitCode
  } catch (error) {
    // Commander has printed its own message by now.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    const failure = describeFailure(error)
    progress(failure.text.trimEnd())
    return failure.exitCode
  }
}
