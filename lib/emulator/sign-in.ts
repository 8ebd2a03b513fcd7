// Who calls: by a fixed Authtoken, an access token or the token of a login, in any of the forms that clients use.
import { type AccessTokens, createAccessTokens } from './access-tokens.ts'
import { createLogins, type Logins } from './login.ts'
import type { CommandCenterOptions, TokenForm } from './options.ts'
import { type User, usersAround } from './user.ts'

export type Caller = {
  readonly user: User
  readonly by: 'token' | 'access-token' | 'login'
  /** As it came. */
  readonly token: string
  /** Whether the token is good for an operation: one of scope Custom has a list of paths. */
  readonly may: (operation: string) => boolean
}

export type SignIn = {
  readonly callerOf: (header: (name: string) => string | undefined) => Caller | undefined
  readonly setTokens: (tokens: readonly string[]) => void
  readonly logins: Logins
  readonly accessTokens: AccessTokens
  readonly owner: User
  readonly state: () => SignInState
}

/** Plain JSON. */
export type SignInState = {
  readonly tokens: readonly string[]
  readonly logins: ReturnType<Logins['state']>
  readonly accessTokens: ReturnType<AccessTokens['state']>
}

export type SignInOptions = CommandCenterOptions & {
  readonly now: () => number
  readonly signIn: SignInState | undefined
}

export function createSignIn(options: SignInOptions): SignIn {
  const { signIn: state } = options
  const userNamed = usersAround(options.userName)
  const owner = userNamed(options.userName)
  const logins = createLogins({ ...options, userNamed, state: state?.logins })
  const accessTokens = createAccessTokens({ ...options, state: state?.accessTokens })
  let fixed = new Set(state?.tokens ?? options.tokens)

  function callerOf(header: (name: string) => string | undefined): Caller | undefined {
    const shown = shownToken(header)
    if (shown === undefined || shown.token === '') return undefined
    const { token, form } = shown
    if (form === 'authtoken-qsdk') {
      const user = logins.userOf(token)
      if (user) return { user, by: 'login', token, may: () => true }
    }
    if (!options.tokenForms.includes(form)) return undefined
    const grant = accessTokens.grantOf(token)
    if (grant)
      return { user: grant.user, by: 'access-token', token, may: isListed(grant.endpoints) }
    const isFixed = fixed.has(token) || fixed.has(`QSDK ${token}`)
    return isFixed ? { user: owner, by: 'token', token, may: () => true } : undefined
  }

  return {
    callerOf,
    setTokens: tokens => {
      fixed = new Set(tokens)
    },
    logins,
    accessTokens,
    owner,
    state: () => ({
      tokens: [...fixed],
      logins: logins.state(),
      accessTokens: accessTokens.state(),
    }),
  }
}

/** The pages say `Authtoken`, bare; access tokens are also documented as `Authorization: Bearer`. */
function shownToken(
  header: (name: string) => string | undefined,
): { readonly token: string; readonly form: TokenForm } | undefined {
  const authtoken = header('authtoken')?.trim()
  if (authtoken !== undefined) {
    const [, prefix = '', token = ''] = /^(QSDK |Bearer )?(.*)$/i.exec(authtoken) ?? []
    return { token: token.trim(), form: FORMS[prefix.toLowerCase()] ?? 'authtoken' }
  }
  const bearer = /^Bearer (.+)$/i.exec(header('authorization') ?? '')?.[1]?.trim()
  return bearer === undefined ? undefined : { token: bearer, form: 'authorization-bearer' }
}

const FORMS: { readonly [prefix: string]: TokenForm } = {
  'qsdk ': 'authtoken-qsdk',
  'bearer ': 'authtoken-bearer',
}

/** The list holds the beginnings of paths, such as `/Subclient`. */
function isListed(endpoints: readonly string[] | undefined): Caller['may'] {
  return operation =>
    endpoints === undefined || endpoints.some(endpoint => operation.startsWith(endpoint))
}
