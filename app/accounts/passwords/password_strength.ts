import { isListed, WEAK_WORDS } from '#accounts/passwords/common_passwords'

/** In characters. Source: OWASP ASVS 5.0, 6.2.1 and 6.2.9 */
export const PASSWORD_MIN_LENGTH = 12
export const PASSWORD_MAX_LENGTH = 256

/** Keyboard rows and alphabets of several scripts, and digits: a stretch of four of one is no password. */
const WALKS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'asdfghjklöä',
  'zxcvbnm',
  'qwertzuiopü',
  'yxcvbnm',
  'azertyuiop',
  'qsdfghjklm',
  'wxcvbn',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
  'q1w2e3r4t5y6u7i8o9p0',
  '1q2w3e4r5t6y7u8i9o0p',
  'qawsedrftgyhujikolp',
  'абвгдежзийклмнопрстуфхцчшщъыьэюя',
  'абвгдеёжз',
  'йцукенгшщзхъ',
  'йцукенгшщзхї',
  'фывапролджэ',
  'фівапролджє',
  'ячсмитьбю',
  'αβγδεζηθικλμνξοπρστυφχψω',
  'ςερτυθιοπ',
  'ασδφγηξκλ',
  'ζχψωβνμ',
  'אבגדהוזחטיכלמנסעפצקרשת',
  'קראטוןםפ',
  'שדגכעיחלךף',
  'זסבהנמצתץ',
  'ضصثقفغعهخحجد',
  'شسيبلاتنمكط',
  'ئءؤرلاىةوزظ',
]

/** Columns of a keyboard, and short stretches of its rows: parts of longer walks. */
const SHORT_WALKS = [
  ...['qaz', 'wsx', 'edc', 'rfv', 'tgb', 'yhn', 'ujm', 'qay', 'aqw', 'zsx'],
  ...['qwe', 'asd', 'zxc', 'rty', 'fgh', 'vbn', 'uio', 'jkl', 'yxc'],
].flatMap((walk) => [walk, reversed(walk)])

/** Every stretch of four characters of a walk, forwards and backwards; longer ones consist of these. */
const STRETCHES = [
  ...new Set(
    WALKS.flatMap((walk) => [walk, reversed(walk)]).flatMap((walk) =>
      Array.from({ length: walk.length - 3 }, (_, start) => walk.slice(start, start + 4))
    )
  ),
]

/** Digits and signs that commonly replace letters. */
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

/** A password needs more characters than this besides its predictable parts. */
const PREDICTABLE_REST = 3

/**
 * Whether a password is among the first that an attacker would try: a common one, a common word with
 * digits or signs around it, or one made of repetition, keyboard walks, weak words with some digits,
 * or the user's or store's own names.
 * @param known texts of the user or the store, such as the e-mail address
 */
export function isGuessable(password: string, known: string[] = []): boolean {
  const plain = password.toLowerCase()
  const words = [...WEAK_WORDS, ...personalWords(known)]
  return (
    bothSpellings([plain, withoutEnd(plain), withoutStart(withoutEnd(plain))]).some(isCommon) ||
    bothSpellings([plain]).some(
      (text) => isRepetition(text) || restWithout(text, words).length <= PREDICTABLE_REST
    )
  )
}

/** Each text as it is, and with letters for the digits and signs that replace them. */
function bothSpellings(texts: string[]): string[] {
  return texts.flatMap((text) => [
    text,
    [...text].map((character) => LOOKALIKES[character] ?? character).join(''),
  ])
}

/** Blanks, signs and letter case do not make a common password another one. */
function isCommon(text: string): boolean {
  return isListed(text.replace(/[^\p{L}\p{N}]/gu, ''))
}

/** "starwars!123" as "starwars". */
function withoutEnd(text: string): string {
  const characters = [...text]
  return characters.slice(0, characters.findLastIndex(isLetter) + 1).join('')
}

/** "123starwars" as "starwars". */
function withoutStart(text: string): string {
  const characters = [...text]
  return characters.slice(Math.max(0, characters.findIndex(isLetter))).join('')
}

function isLetter(character: string): boolean {
  return /\p{L}/u.test(character)
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

/**
 * The letters of a password that are in no weak word and no keyboard walk. Words and walks may
 * overlap: what one of them takes is not lost to another.
 */
function restWithout(text: string, words: string[]): string {
  const characters = text.split('')
  for (const part of [...words, ...STRETCHES, ...SHORT_WALKS]) {
    for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + 1)) {
      characters.fill(' ', at, at + part.length)
    }
  }
  return characters.join('').replace(/[^\p{L}]/gu, '')
}

function reversed(text: string): string {
  return [...text].reverse().join('')
}

function personalWords(known: string[]): string[] {
  return known
    .flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)])
    .map((word) => word.toLowerCase())
    .filter((word) => word.length >= 4)
}
