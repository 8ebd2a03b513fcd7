// People and service accounts, as jobs and answers name them.
import { hash } from './random.ts'

export type User = { readonly userId: number; readonly userName: string }

/** The number of the account whose tokens the emulator is given. */
const OWN_ID = 42

export const ADMIN: User = { userId: 1, userName: 'admin' }

/** Users by name, with numbers that stay the same. */
export function usersAround(ownName: string): (userName: string) => User {
  return userName => {
    if (userName === ownName) return { userId: OWN_ID, userName }
    if (userName === ADMIN.userName) return ADMIN
    return { userId: 100 + (hash(userName.toLowerCase()) % 900), userName }
  }
}
