import { COMMON_PASSWORDS, WEAK_WORDS } from '#accounts/passwords/common_passwords'

/** Characters, as a reader counts them. Source: OWASP ASVS 5.0, 6.2.1 and 6.2.9 */
export const PASSWORD_MIN_LENGTH = 12
export const PASSWORD_MAX_LENGTH = 256

/** Rows of keyboards, the alphabet and digits: who walks along them has not chosen a password. */
const WALKS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertzuiop',
  'yxcvbnm',
  'azertyuiop',
  'qsdfghjklm',
  'wxcvbn',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
  'q1w2e3r4t5y6u7i8o9p0',
  '1q2w3e4r5t6y7u8i9o0p',
]

/** Letters for which digits and signs are commonly put. */
const LOOKALIKES: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  '$': 's',
  '!': 'i',
}

/** What is left of a password without its predictable parts has to be longer than this. */
const PREDICTABLE_REST = 3

/**
 * Whether a password is among the first that somebody guessing would try: a known one, one made of
 * repetition, of a walk over the keyboard, of a weak word and some digits, or of what its owner is
 * called here.
 * @param known texts that belong to the person or the store, such as the mail address
 */
export function isGuessable(password: string, known: string[] = []): boolean {
  const plain = password.toLowerCase()
  const spelled = [...plain].map((character) => LOOKALIKES[character] ?? character).join('')
  return [plain, spelled].some(
    (text) =>
      COMMON_PASSWORDS.has(text) ||
      COMMON_PASSWORDS.has(text.replace(/[^\p{L}\p{N}]/gu, '')) ||
      isRepetition(text) ||
      restWithout(text, [...WEAK_WORDS, ...personalWords(known)]).length <= PREDICTABLE_REST
  )
}

/** "aaaaaaaaaaaa", "abcabcabcabc", and also "passwordpassword". */
function isRepetition(text: string): boolean {
  if (new Set(text).size < 4) {
    return true
  }
  for (let length = 1; length <= text.length / 2; length++) {
    const unit = text.slice(0, length)
    if (unit.repeat(Math.ceil(text.length / length)).slice(0, text.length) === text) {
      return true
    }
  }
  return false
}

/** What stays of a password when weak words, walks, and then digits and signs are taken away. */
function restWithout(text: string, words: string[]): string {
  let rest = text
  for (const word of [...words].sort((one, other) => other.length - one.length)) {
    rest = rest.replaceAll(word, ' ')
  }
  return withoutWalks(rest).replace(/[^\p{L}]/gu, '')
}

/** Takes away every stretch of four or more along a walk, forwards or backwards. */
function withoutWalks(text: string): string {
  let rest = text
  for (const walk of WALKS.flatMap((row) => [row, [...row].reverse().join('')])) {
    for (let length = walk.length; length >= 4; length--) {
      for (let start = 0; start + length <= walk.length; start++) {
        rest = rest.replaceAll(walk.slice(start, start + length), ' ')
      }
    }
  }
  return rest
}

function personalWords(known: string[]): string[] {
  return known
    .flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)])
    .map((word) => word.toLowerCase())
    .filter((word) => word.length >= 4)
}
