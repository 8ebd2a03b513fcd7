// Notes that live as long as the process. The same contract test is told to them and to DynamoDB.
import type { Note, Notes } from './ports.ts'

export function inMemoryNotes(): Notes {
  const notes = new Map<string, Note<string>>()
  return {
    async read(key) {
      const note = notes.get(key)
      return note && { version: note.version, value: JSON.parse(note.value) }
    },
    async write({ key, value, version }) {
      if ((notes.get(key)?.version ?? 0) !== version) return false
      notes.set(key, { version: version + 1, value: JSON.stringify(value) })
      return true
    },
  }
}
