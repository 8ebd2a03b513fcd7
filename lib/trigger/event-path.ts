// Where something stands in an event: `detail.database`, or `$.detail.database` as EventBridge's own paths are written.
import { quote } from './wording.ts'

/** The fields from the event down to the value. A list in an event has no names, so there is no way into one. */
export function parseEventPath(text: string): readonly string[] | { message: string; fix: string } {
  const fix = 'write the fields with dots between them: detail.database'
  const fields = text.replace(/^\$\./, '').split('.')
  if (text === '' || text === '$') return { message: 'The path names no field', fix }
  if (fields.some(field => field.trim() === ''))
    return { message: `${quote(text)} has an empty name between its dots`, fix }
  const strange = fields.find(field => !/^[\w-](?:[\w -]*[\w-])?$/.test(field))
  if (strange !== undefined) {
    const message = `${quote(strange)} is no name of a field: a path has letters, digits, - and _ only`
    return {
      message,
      fix: /[[\]*]/.test(strange) ? 'name a field; lists and * are not taken' : fix,
    }
  }
  return fields
}
