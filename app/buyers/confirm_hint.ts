import type { I18n } from '@adonisjs/i18n'
import { urlFor } from '@adonisjs/core/services/url_builder'

interface Visit {
  auth?: { user?: { emailVerifiedAt: unknown } }
  i18n: I18n
}

/**
 * Tells a user who has not confirmed their address that purchases may wait for it; null for everybody
 * else. It reads the same whether any waits or not: anybody can sign up with an address of others, and
 * must not learn what its owner bought.
 */
export function confirmHint({ auth, i18n }: Visit) {
  if (auth?.user === undefined || auth.user.emailVerifiedAt !== null) {
    return null
  }
  return {
    text: i18n.t('purchases.confirm_hint.text'),
    link: { href: urlFor('account.show'), text: i18n.t('purchases.confirm_hint.link') },
  }
}
