import { html, type Html } from '#stripe_emulator/http/html'
import { invalidRequest } from '#stripe_emulator/http/stripe_error'
import { checkbox, select } from '#stripe_emulator/pages/dashboard/fields'
import { choice, currencyOrNone, isChecked, words } from '#stripe_emulator/pages/dashboard/typed'
import type { PageRequest } from '#stripe_emulator/pages/page'
import { CHOICES, type ChoiceName, type Settings } from '#stripe_emulator/settings'

const LISTED_LABELS: Record<Settings['listedPrices'], string> = {
  active: 'Active ones only, unless asked for others',
  all: 'All, unless asked for some',
}

/** The form with every setting, whose fields have the names of the settings. */
export function settingsForm(settings: Settings, back: string): Html {
  const selectOf = <Name extends ChoiceName>(name: Name, label: string) =>
    select<Settings[Name]>(name, label, CHOICES[name], settings[name])
  return html`<form class="settings" method="post" action="/dashboard/do/settings">
    <input type="hidden" name="back" value="${back}" />
    <fieldset class="switches">
      <legend>Account</legend>
      <label
        >Custom domain of Checkout and the portal
        <input
          name="customDomain"
          placeholder="https://pay.example.com"
          value="${settings.customDomain}"
      /></label>
      <label
        >E-mail addresses that are refused, with spaces between
        <input name="refusedEmails" value="${settings.refusedEmails.join(' ')}"
      /></label>
      ${checkbox('chargesEnabled', 'The account may charge', settings.chargesEnabled)}
    </fieldset>
    <fieldset class="switches">
      <legend>Billing portal</legend>
      ${selectOf('portalPlans', 'Plans in the portal')}
      ${checkbox('isPortalSetUp', 'The settings of the billing portal were saved', settings.isPortalSetUp)}
    </fieldset>
    <fieldset class="switches">
      <legend>Checkout</legend>
      <label
        >Currency of the buyers’ country
        <input name="buyerCurrency" size="3" placeholder="none" value="${settings.buyerCurrency}"
      /></label>
      <label
        >Tax percentages, as default=20 prod_1=7
        <input name="taxPercents" value="${printPercents(settings.taxPercents)}"
      /></label>
      ${checkbox('hasAdaptivePricing', 'Adaptive Pricing', settings.hasAdaptivePricing)}
    </fieldset>
    <fieldset class="switches">
      <legend>Payments and subscriptions</legend>
      ${selectOf('billingMode', 'Billing mode of new subscriptions')}
      ${selectOf('refunds', 'New refunds are')} ${selectOf('fees', 'Fees are known')}
      ${selectOf('settlementCurrency', 'Currency of the balance')}
      ${selectOf('disputedAfterClosing', 'charge.disputed after closing')}
    </fieldset>
    <fieldset class="switches">
      <legend>Lists</legend>
      ${select('listedPrices', 'Lists of prices', CHOICES.listedPrices, settings.listedPrices, LISTED_LABELS)}
      ${selectOf('chargesOfDeletedCustomers', 'Charges of deleted customers')}
    </fieldset>
    <button type="submit">Save</button>
  </form>`
}

/**
 * The settings of the form.
 * @throws StripeError if a value is not one that the setting can have
 */
export function typedSettings(request: PageRequest): Settings {
  const chosen = <Name extends ChoiceName>(name: Name) =>
    choice<Settings[Name]>(request, name, CHOICES[name])
  return {
    chargesEnabled: isChecked(request, 'chargesEnabled'),
    customDomain: originOrNone(request, 'customDomain'),
    refusedEmails: words(request, 'refusedEmails'),
    isPortalSetUp: isChecked(request, 'isPortalSetUp'),
    portalPlans: chosen('portalPlans'),
    buyerCurrency: currencyOrNone(request, 'buyerCurrency'),
    taxPercents: percents(request, 'taxPercents'),
    hasAdaptivePricing: isChecked(request, 'hasAdaptivePricing'),
    billingMode: chosen('billingMode'),
    refunds: chosen('refunds'),
    fees: chosen('fees'),
    settlementCurrency: chosen('settlementCurrency'),
    disputedAfterClosing: chosen('disputedAfterClosing'),
    listedPrices: chosen('listedPrices'),
    chargesOfDeletedCustomers: chosen('chargesOfDeletedCustomers'),
  }
}

function printPercents(given: Record<string, number>): string {
  return Object.entries(given)
    .map(([name, percent]) => `${name}=${percent}`)
    .join(' ')
}

function percents(request: PageRequest, name: string): Record<string, number> {
  return Object.fromEntries(
    words(request, name).map((word) => {
      const [product, typed = ''] = word.split('=')
      const percent = typed === '' ? Number.NaN : Number(typed)
      if (!(percent >= 0 && percent <= 100)) {
        throw invalidRequest('Enter tax percentages, such as default=20 prod_1=7.')
      }
      return [product, percent]
    })
  )
}

function originOrNone(request: PageRequest, name: string): string | null {
  const typed = request.field(name).trim()
  const origin = typed === '' ? null : (URL.parse(typed)?.origin ?? 'null')
  if (origin === 'null') {
    throw invalidRequest('A custom domain looks like https://pay.example.com.')
  }
  return origin
}
