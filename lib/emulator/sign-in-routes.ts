// Login and its like, and access tokens.
import { type Answer, failure, malformed, page, value } from './answers.ts'
import type { Router } from './call.ts'
import { guidFrom } from './random.ts'
import type { SignIn } from './sign-in.ts'

export function createRoutesOfSignIn(
  { open, signed }: Router,
  { logins, accessTokens }: SignIn,
): void {
  // A client of the SDK looks here first whether anybody is at home.
  open('GET', '/', () => page(200, 'Commvault REST API'))
  open('POST', '/login', async call => {
    const request = await call.fields()
    if (request === undefined) return malformed(call.page)
    return value(200, logins.signIn(request), 'DM2ContentIndexing_CheckCredentialResp')
  })
  open('POST', '/renewlogintoken', async call => {
    const request = await call.fields()
    if (request === undefined) return malformed(call.page)
    return value(200, logins.renew(request), 'DM2ContentIndexing_RenewLoginTokenResp')
  })
  signed('POST', '/logout', ({ caller }) => {
    logins.signOut(caller.token)
    return { status: 200, type: 'text/plain', text: 'User logged out' }
  })
  signed('POST', '/whoami', ({ caller: { user } }) =>
    value(
      200,
      { user: { ...user, userGUID: guidFrom(`user ${user.userName}`), _type_: 13 } },
      'CvEntities_ProcessingInstructionInfo',
    ),
  )

  signed('POST', '/v4/accesstoken', async call => {
    const request = await call.fields()
    if (request === undefined) return malformed(call.page)
    if (call.caller.by !== 'login') return notByToken()
    const tokenInfo = accessTokens.create(request, call.caller.user)
    return value(200, { error: { errorCode: 0 }, tokenInfo }, 'Api_CreateAccessTokenResp')
  })
  // The pair proves itself: the access token may have ended days ago.
  open('POST', '/v4/accesstoken/renew', async call => {
    const request = await call.fields()
    if (request === undefined) return malformed(call.page)
    const renewed = accessTokens.renew(request)
    if (renewed === undefined) return failure(200, 5, 'Invalid access token or refresh token.')
    return value(200, renewed, 'Api_RenewAccessTokenResp')
  })
  signed('GET', '/v4/accesstoken', call => {
    const userId = Number(call.query('userId') ?? call.caller.user.userId)
    return value(200, { tokenInfo: accessTokens.list(userId) }, 'Api_AccessTokenListResp')
  })
  signed('DELETE', '/v4/accesstoken/:id{[0-9]+}', call =>
    accessTokens.revoke(Number(call.part('id')))
      ? value(200, { errorCode: 0, errorMessage: '' })
      : failure(200, 2, 'The access token does not exist.'),
  )
  // Without the version in the path, it has been seen, the answer is 403 whoever asks.
  for (const path of ['/accesstoken', '/accesstoken/renew']) {
    open('POST', path, () => page(403, '403 - Forbidden'))
  }
}

/** What the body says is not published. */
function notByToken(): Answer {
  const errorMessage = 'An access token cannot be created with another access token.'
  return value(403, { error: { errorCode: 5, errorMessage } })
}
