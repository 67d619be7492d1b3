import anyAscii from 'any-ascii'

const PLAIN = /^[\x20-\x7e]*$/

/**
 * Accents and other marks that belong to no script. The vowel signs of Indian scripts and the sound
 * marks of Japanese are letters to their readers, and stay.
 */
const ACCENTS = /(?![\u3099\u309a])(?=\p{Mn})\p{Script=Inherited}/gu

/** Points of Hebrew, lengthening of Arabic, and characters without a shape, such as joiners. */
const INVISIBLE = /[\u0591-\u05c7\u0640]|\p{Default_Ignorable_Code_Point}/gu

/** Letters without a decomposition, such as ß, æ, ø, ł and the dotless i. */
const LATIN = /(?![a-z])\p{Script=Latin}/gu

const PUNCTUATION: [pattern: RegExp, plain: string][] = [
  [/[\u2018\u2019\u201b\u02bc]/gu, "'"],
  [/[\u201c-\u201f]/gu, '"'],
  [/[\u2010-\u2015\u2212]/gu, '-'],
  [/\u03c2/gu, '\u03c3'],
]

/**
 * Makes texts comparable for searches: lower case, without accents, with the plain spelling of Latin
 * letters ("Straße" is `strasse`, "Łódź" is `lodz`), of full-width letters, ligatures, quotation marks
 * and dashes, and with single spaces. Other scripts stay what they are. Stored texts and what is
 * searched for must both be folded; a part of a text is then a part of the folded text.
 * @returns an empty string only for a text of blanks
 */
export function foldText(text: string): string {
  if (PLAIN.test(text)) {
    return singleSpaced(text.toLowerCase())
  }
  const bare = text.normalize('NFKD').replace(ACCENTS, '').replace(INVISIBLE, '').toLowerCase()
  const plain = PUNCTUATION.reduce(
    (folded, [pattern, replacement]) => folded.replace(pattern, replacement),
    bare.replace(ACCENTS, '').replace(LATIN, (letter) => anyAscii(letter).toLowerCase())
  )
  /** Marks alone are a text that can be searched for, and that is not found everywhere. */
  return singleSpaced(plain.normalize('NFC')) || singleSpaced(text)
}

function singleSpaced(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
