import { errors } from '@adonisjs/auth'
import { SessionGuard, type SessionLucidUserProvider } from '@adonisjs/auth/session'
import type { GuardConfigProvider } from '@adonisjs/auth/types'
import type { SessionGuardEvents } from '@adonisjs/auth/types/session'
import type { HttpContext } from '@adonisjs/core/http'
import type { EmitterLike } from '@adonisjs/core/types/events'
import type User from '#models/user'

type UserProvider = SessionLucidUserProvider<typeof User>

/** Where a session keeps when its owner signed in, in milliseconds since 1970. */
const SIGNED_IN_AT = 'signed_in_at'

/** After this long somebody signs in again, however busy the session was. */
const ABSOLUTE_AGE = 30 * 24 * 60 * 60 * 1000

/**
 * Signs people in by their session and looks, on every request, whether the session still stands:
 * it ends with its absolute age, when the account is disabled, and when a password was changed or
 * "sign out everywhere" was pressed after it began.
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
    await this.#ctx.session.tag(String(user.id))
  }

  override async authenticate() {
    if (this.authenticationAttempted) {
      return this.getUserOrFail()
    }
    const user = await super.authenticate()
    if (!this.#stillStands(user)) {
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

  #stillStands(user: User) {
    const signedInAt = Number(this.#ctx.session.get(SIGNED_IN_AT, 0))
    return (
      user.disabledAt === null &&
      Date.now() - signedInAt < ABSOLUTE_AGE &&
      signedInAt >= (user.sessionsValidFrom?.toMillis() ?? 0)
    )
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
