/**
 * What a merchant has set in Stripe's dashboard, and what Stripe has decided about the account.
 */
export interface AccountSettings {
  /** The origin of Checkout and of the portal, as `https://pay.example.com`; null for Stripe's own. */
  customDomain: string | null
  /** Whether the settings of the billing portal were saved at least once. */
  isPortalSetUp: boolean
  /** Whether the account may charge. */
  chargesEnabled: boolean
  /** E-mail addresses that Stripe refuses although they have the form of one. */
  refusedEmails: string[]
}

/** A new account that can sell everything. */
export const DEFAULT_ACCOUNT_SETTINGS: AccountSettings = {
  customDomain: null,
  isPortalSetUp: true,
  chargesEnabled: true,
  refusedEmails: [],
}
