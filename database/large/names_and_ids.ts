import { choose, scramble } from '#database/large/scatter'

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** The part that all ids of one Stripe account have in common. */
const ACCOUNT = 'LkdIwHu7ix'

/** Purposes of random values, see `share`. */
const NAME = 1
const TAIL = 2
const REFERENCE = 3

const FIRST_NAMES = [
  ...['Ada', 'Amir', 'Björn', 'Chidi', 'Clara', 'Dilara', 'Emeka', 'Fatima', 'Grace', 'Hana'],
  ...['Ines', 'Jonas', 'Kofi', 'Lena', 'Mei', 'Noor', 'Olga', 'Priya', 'Rosa', 'Sven'],
  ...['Tariq', 'Ursula', 'Vera', 'Wanda', 'Xavier', 'Yuki', 'Zoë'],
]
const LAST_NAMES = [
  ...['Abel', 'Brandt', 'Castro', 'Dubois', 'Eriksen', 'Fischer', 'Garcia', 'Haddad', 'Ito'],
  ...['Jensen', 'Kaya', 'Lovelace', 'Moreau', 'Nakamura', 'Okafor', 'Petrov', 'Quinn', 'Rossi'],
  ...['Schmidt', 'Tanaka', 'Usman', 'Varga', 'Weber', 'Yilmaz', 'Zhang'],
]
const DOMAINS = ['example.com', 'example.com', 'example.net', 'example.org', 'mail.example']
const KINDS = ['Icons', 'Typeface', 'Course', 'Templates', 'Presets', 'Patterns', 'Loops', 'Notes']
const MOODS = ['Quiet', 'Round', 'Paper', 'Night', 'Copper', 'Field', 'Small', 'North', 'Plain']

/** A first and a last name. */
export function personName(n: number): string {
  return `${choose(FIRST_NAMES, n, NAME)} ${choose(LAST_NAMES, n, NAME + 100)}`
}

/** The unique e-mail address of a customer. */
export function customerEmail(n: number): string {
  const word = personName(n).split(' ')[1].toLowerCase()
  return `customer${n}.${word}@${choose(DOMAINS, n, NAME + 200)}`
}

/** The unique name of a product. */
export function productTitle(n: number): string {
  return `${choose(MOODS, n, NAME + 300)} ${choose(KINDS, n, NAME + 400)} ${n + 1}`
}

/**
 * An id like Stripe's: the kind, then characters that grow with time, then the account, then random
 * ones.
 */
export function stripeId(prefix: string, n: number): string {
  return `${prefix}_${inOrder(n)}${ACCOUNT}${scramble(n, TAIL, DIGITS, 8)}`
}

/** The Stripe id of a customer. */
export function customerId(n: number): string {
  return `cus_${inOrder(n)}${scramble(n, TAIL, DIGITS, 8)}`
}

/** The id of a Checkout Session in test mode. */
export function sessionId(n: number): string {
  return `cs_test_a1${inOrder(n)}${scramble(n, TAIL, DIGITS, 20)}`
}

/** The unique reference of a purchase. */
export function purchaseReference(n: number): string {
  return scramble(n, REFERENCE, CROCKFORD, 5) + scattered(n, CROCKFORD, 5)
}

/** Five characters, unique for each number below 2^25 and in no visible order. */
function scattered(n: number, alphabet: string, length: number): string {
  return written(Math.imul(n, 20_731_525) & 0x1ffffff, alphabet, length)
}

function inOrder(n: number): string {
  return `1${written(n, DIGITS, 5)}`
}

function written(n: number, alphabet: string, length: number): string {
  let text = ''
  for (let rest = n; text.length < length; rest = Math.floor(rest / alphabet.length)) {
    text = alphabet[rest % alphabet.length] + text
  }
  return text
}
