/** Stripe's test card numbers. Any other number with a valid check digit pays too. */
export const GOOD_CARD = '4242424242424242'
export const DECLINED_CARD = '4000000000000002'
/** Pays the first time; renewals with it fail. */
export const RENEWAL_FAILS_CARD = '4000000000000341'

export type CardCheck = 'accepted' | 'declined' | 'incorrect'

/** The outcome of paying with a card number; spaces are ignored. */
export function checkCard(number: string): CardCheck {
  const digits = number.replace(/\s/g, '')
  if (!/^\d{12,19}$/.test(digits) || !hasValidCheckDigit(digits)) {
    return 'incorrect'
  }
  return digits === DECLINED_CARD ? 'declined' : 'accepted'
}

/** The last four digits of a card number. */
export function lastFour(number: string): string {
  return number.replace(/\s/g, '').slice(-4)
}

/** The Luhn algorithm. */
function hasValidCheckDigit(digits: string) {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 1 : 2)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0
}
