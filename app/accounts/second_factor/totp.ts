import { Secret, TOTP } from 'otpauth'
import QRCode from 'qrcode'
import storeConfig from '#config/store'

/** Seconds per code, and its digits: what every authenticator app supports. */
const PERIOD = 30
const DIGITS = 6

/** The length of a secret in bytes, as SHA-1 has. Source: RFC 4226, section 4, R6 */
const SECRET_BYTES = 20

/** Steps that a clock may be fast or slow. Source: RFC 6238, section 5.2 */
const DRIFT = 1

/** The format of a code. */
export const TOTP_CODE = /^\d{6}$/

/** A new secret in base32, as authenticator apps take it. */
export function newTotpSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32
}

/**
 * The time step of a code; null for a code that is not valid now.
 */
export function totpStep(secret: string, code: string): number | null {
  const timestamp = Date.now()
  const drift = totp(secret).validate({ token: code, window: DRIFT, timestamp })
  return drift === null ? null : TOTP.counter({ period: PERIOD, timestamp }) + drift
}

/**
 * A secret as a QR code.
 * @param account the name of the entry in the app
 * @returns an SVG element, dark on light in every colour scheme
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
