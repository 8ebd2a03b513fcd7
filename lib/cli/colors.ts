// Colour for what goes to a stream, only where that is a terminal. Apart from output.ts, because most commands need none.
import pc from 'picocolors'

export function colorsFor(stream: NodeJS.WriteStream): ReturnType<typeof pc.createColors> {
  return pc.createColors(stream.isTTY === true && pc.isColorSupported)
}
