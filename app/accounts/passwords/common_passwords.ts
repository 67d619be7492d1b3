import { readFileSync } from 'node:fs'

let lines: string | undefined

/**
 * Whether `common_passwords.txt` lists a password: the first that an attacker tries. Those of less
 * than 12 characters are words that people add digits to. The file is read at the first call, and
 * searched as it is, which takes less memory than a set and half a millisecond at most.
 * @param password in lower case, letters and digits only
 */
export function isListed(password: string): boolean {
  lines ??= readFileSync(new URL('common_passwords.txt', import.meta.url), 'utf8')
  return lines.includes(`\n${password}\n`)
}

/** Words that make a password weak when combined only with digits, signs or each other. */
export const WEAK_WORDS: readonly string[] = [
  'abc',
  'admin',
  'adobe',
  'arsenal',
  'asdf',
  'azerty',
  'baseball',
  'basketball',
  'batman',
  'charlie',
  'chelsea',
  'chocolate',
  'computer',
  'default',
  'demo',
  'dragon',
  'football',
  'google',
  'guest',
  'hello',
  'iloveyou',
  'kennwort',
  'letmein',
  'liverpool',
  'login',
  'love',
  'master',
  'michael',
  'minecraft',
  'monkey',
  'motdepasse',
  'pass',
  'passw',
  'passwd',
  'password',
  'passwort',
  'pokemon',
  'princess',
  'qazwsx',
  'qwer',
  'qwerty',
  'qwertz',
  'root',
  'samsung',
  'secret',
  'shadow',
  'spring',
  'summer',
  'autumn',
  'winter',
  'sunshine',
  'superman',
  'support',
  'temp',
  'test',
  'trustno',
  'user',
  'welcome',
  'zxcv',
]
