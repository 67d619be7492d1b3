import { errors } from '@adonisjs/auth'
import { SessionGuard, type SessionLucidUserProvider } from '@adonisjs/auth/session'
import type { GuardConfigProvider } from '@adonisjs/auth/types'
import type { SessionGuardEvents } from '@adonisjs/auth/types/session'
import type { HttpContext } from '@adonisjs/core/http'
import type { EmitterLike } from '@adonisjs/core/types/events'
import { recordDevice } from '#framework/known_device'
import { recordLastUser } from '#framework/last_user'
import { DEVICE, type Device, isSessionValid, SIGNED_IN_AT } from '#framework/session_marks'
import type User from '#models/user'

type UserProvider = SessionLucidUserProvider<typeof User>

/** Characters of the User-Agent header that are stored. */
const USER_AGENT_LENGTH = 500

/**
 * The session guard. On every authentication it also checks that the session has not expired or
 * been revoked and that the account is not disabled; else it signs the user out.
 * Source: OWASP ASVS 5.0, 7.3.2, 7.4.2 and 7.4.3
 */
export class AccountGuard extends SessionGuard<false, UserProvider> {
  #ctx: HttpContext

  constructor(
    name: string,
    ctx: HttpContext,
    emitter: EmitterLike<SessionGuardEvents<User>>,
    provider: UserProvider
  ) {
    super(name, ctx, { useRememberMeTokens: false }, emitter, provider)
    this.#ctx = ctx
  }

  override async login(user: User) {
    await super.login(user)
    this.#ctx.session.put(SIGNED_IN_AT, Date.now())
    this.#ctx.session.put(DEVICE, this.#device())
    await this.#ctx.session.tag(String(user.id))
    recordLastUser(this.#ctx, user.id)
    recordDevice(this.#ctx, user.id)
  }

  override async authenticate() {
    if (this.authenticationAttempted) {
      return this.getUserOrFail()
    }
    const user = await super.authenticate()
    if (!this.#isStillValid(user)) {
      await this.logout()
      this.#ctx.session.forget(SIGNED_IN_AT)
      this.#ctx.session.regenerate()
      throw new errors.E_UNAUTHORIZED_ACCESS('The session is over', {
        guardDriverName: this.driverName,
      })
    }
    return user
  }

  override async authenticateAsClient(user: User) {
    const { session } = await super.authenticateAsClient(user)
    return { session: { ...session, [SIGNED_IN_AT]: Date.now() } }
  }

  #isStillValid(user: User) {
    const signedInAt = Number(this.#ctx.session.get(SIGNED_IN_AT, 0))
    return user.disabledAt === null && isSessionValid(signedInAt, user)
  }

  #device(): Device {
    const { request } = this.#ctx
    return {
      userAgent: request.header('user-agent')?.slice(0, USER_AGENT_LENGTH) ?? null,
      address: request.ip(),
    }
  }
}

/**
 * The guard for `config/auth.ts`.
 */
export function accountGuard(
  provider: UserProvider
): GuardConfigProvider<(ctx: HttpContext) => AccountGuard> {
  return {
    async resolver(name, app) {
      const emitter = await app.container.make('emitter')
      return (ctx) => new AccountGuard(name, ctx, emitter, provider)
    },
  }
}
