// `holdfast schema`: the JSON Schema of all kinds of documents, for editors.
import { renderJsonSchema } from '../policy/json-schema.ts'
import type { ExitCode } from './failure.ts'
import { writeResult } from './output.ts'

export function schema({ out }: { readonly out?: string }): ExitCode {
  writeResult(renderJsonSchema(), out)
  return 0
}
