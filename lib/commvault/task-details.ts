// The description that a job was started with, out of `GET /Job/{id}/TaskDetails`, which echoes the task of createTask.
import { type Fields, fieldsOf, isFields, listOf, textOf } from './fields.ts'

/** undefined where the data does not tell. */
export function descriptionIn(data: unknown): string | undefined {
  const descriptions = tasksIn(data)
    .flatMap(({ subTasks }) => listOf(subTasks))
    .map(subTask => fieldsOf(fieldsOf(fieldsOf(subTask).options).commonOpts).jobDescription)
  return descriptions.map(textOf).find(text => text !== undefined)
}

/** The task info, wherever an envelope or two leave it. */
function tasksIn(data: unknown): readonly Fields[] {
  const outer = listOf(data).filter(isFields)
  const inner = outer.flatMap(fields => Object.values(fields).flatMap(listOf)).filter(isFields)
  return [...outer, ...inner].flatMap(({ taskInfo }) => listOf(taskInfo)).filter(isFields)
}
