// What answers of the AWS JSON 1.1 protocol have in common.

import type { Fields } from './json.ts'

export type AwsAnswer = { readonly status: 200 | 400; readonly body: Fields }

/** An error as the protocol writes it; the SDK throws an exception of that name. */
export function failure(name: string, message: string): AwsAnswer {
  return { status: 400, body: { __type: name, message } }
}

/** An id in the form of a UUID, the same in every repetition of a run. */
export function countedUuid(count: number): string {
  return `00000000-0000-4000-8000-${count.toString(16).padStart(12, '0')}`
}
