import { Secret, TOTP } from 'otpauth'
import QRCode from 'qrcode'
import storeConfig from '#config/store'

/** Seconds for which a code is shown, and digits that it has: what every authenticator app takes. */
const PERIOD = 30
const DIGITS = 6

/** Bytes of a secret, as many as SHA-1 gives. Source: RFC 4226, section 4, R6 */
const SECRET_BYTES = 20

/** Steps that a clock may be early or late. Source: RFC 6238, section 5.2 */
const DRIFT = 1

/** What a code looks like. */
export const TOTP_CODE = /^\d{6}$/

/** A new secret as authenticator apps take it, in base32. */
export function newTotpSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32
}

/**
 * The step of time that a code belongs to; null for a code that is not valid now.
 */
export function totpStep(secret: string, code: string): number | null {
  const timestamp = Date.now()
  const drift = totp(secret).validate({ token: code, window: DRIFT, timestamp })
  return drift === null ? null : TOTP.counter({ period: PERIOD, timestamp }) + drift
}

/**
 * A secret as a picture that an app can take a photo of.
 * @param account how the app names the entry
 * @returns an SVG element, dark on light whatever the page's colours are
 */
export function totpPicture(secret: string, account: string): Promise<string> {
  return QRCode.toString(totp(secret, account).toString(), { type: 'svg', margin: 3 })
}

function totp(secret: string, account = ''): TOTP {
  return new TOTP({
    issuer: storeConfig.name,
    label: account,
    secret: Secret.fromBase32(secret),
    period: PERIOD,
    digits: DIGITS,
    algorithm: 'SHA1',
  })
}
