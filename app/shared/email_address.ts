import { domainToASCII, domainToUnicode } from 'node:url'

/**
 * Characters that nobody sees: zero-width blanks and joiners, soft hyphens, byte order marks, marks
 * of direction, the blank of Braille. They come along when an address is copied from a page.
 */
const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/gu

/**
 * A text without what no address has: blanks of any kind, control characters, and code points that
 * stand for no character.
 */
export const WITHOUT_BLANKS = /^[^\p{Z}\p{C}]*$/u

/** A domain of letters, digits, hyphens and dots, as DNS has them. */
const ASCII_DOMAIN = /^[a-z0-9.-]*$/

/** The same with letters of other scripts; without `%`, which would be decoded. */
const DOMAIN = /^[a-z0-9.\-\u{80}-\u{10ffff}]*$/u

/**
 * Labels that are shown as they are written, each of one script. Of Latin only letters that no
 * other can be taken for.
 */
const PLAIN_LABELS = [
  /^[a-z0-9\u00df-\u00f6\u00f8-\u0130\u0132-\u0137\u0139-\u013e\u0141-\u0148\u014a-\u017e\u01a1\u01b0\u1ea0-\u1ef9-]+$/u,
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u30fc0-9-]+$/u,
  /^[\p{Script=Han}\p{Script=Hangul}0-9-]+$/u,
  /^[\p{Script=Cyrillic}0-9-]+$/u,
  /^[\p{Script=Greek}0-9-]+$/u,
  /^[\p{Script=Arabic}0-9-]+$/u,
  /^[\p{Script=Hebrew}0-9-]+$/u,
  /^[\p{Script=Devanagari}0-9-]+$/u,
  /^[\p{Script=Thai}0-9-]+$/u,
]

/** Labels of Cyrillic or Greek letters that all look like Latin ones. */
const LOOKS_LATIN = /^[0-9аԁеһіјӏорԛѕԝхуъьҽпгѵѡαικνρυωηοτ-]+$/u

/**
 * Characters of the longest text that is cleaned; an address has 254. The time that Unicode's
 * normalization takes grows with the square of the length.
 */
const LONGEST = 2000

/**
 * The one spelling of an e-mail address, however it was typed: without invisible characters and
 * surrounding blanks, full-width letters as usual ones, in lower case, and its domain in the
 * spelling of DNS (`xn--…`) without a dot at the end. A text that is no address comes out cleaned in
 * the same way, and one that is far too long as it was. Every address that identifies somebody is
 * saved and looked up in this spelling.
 */
export function canonicalEmail(text: string): string {
  if (text.length > LONGEST) {
    return text
  }
  const plain = text.normalize('NFKC').replace(INVISIBLE, '').trim().toLowerCase().normalize('NFKC')
  const at = plain.lastIndexOf('@')
  if (at === -1) {
    return plain
  }
  return `${plain.slice(0, at)}@${canonicalDomain(plain.slice(at + 1))}`
}

/**
 * An address for readers: the letters of its domain in place of `xn--…`. A domain that could be
 * taken for another one is left as it is.
 */
export function readableEmail(email: string): string {
  const at = email.lastIndexOf('@')
  const domain = email.slice(at + 1)
  if (at === -1 || !domain.includes('xn--')) {
    return email
  }
  const readable = domainToUnicode(domain)
  const isClear =
    domainToASCII(readable) === domain && readable.split('.').every((label) => isPlain(label))
  return isClear ? `${email.slice(0, at)}@${readable}` : email
}

function canonicalDomain(domain: string): string {
  const isForeign = !ASCII_DOMAIN.test(domain) && DOMAIN.test(domain)
  const ascii = isForeign ? domainToASCII(domain) : domain
  return (ascii === '' ? domain : ascii).replace(/\.$/, '')
}

function isPlain(label: string): boolean {
  return PLAIN_LABELS.some((script) => script.test(label)) && !isDisguised(label)
}

function isDisguised(label: string): boolean {
  return /[^\0-\u024f]/.test(label) && LOOKS_LATIN.test(label)
}
