// Clients ask for the same again and again.

/** The same function, which remembers its last result. */
export function rememberLast<Asked, Result>(
  find: (asked: Asked) => Result,
): (asked: Asked) => Result {
  let last: { readonly asked: Asked; readonly result: Result } | undefined
  return asked => {
    if (last === undefined || last.asked !== asked) last = { asked, result: find(asked) }
    return last.result
  }
}
