import { DateTime } from 'luxon'
import app from '@adonisjs/core/services/app'
import { SessionCollection } from '@adonisjs/session'
import { hashSecret } from '#accounts/account_tokens/issue_account_token'
import {
  DEVICE,
  type Device,
  isSessionValid,
  SEEN_AT,
  type SessionMarks,
  SIGNED_IN_AT,
  USER_ID,
} from '#framework/session_marks'
import type User from '#models/user'

/** A session of a user, as its owner sees it. */
export interface AccountSession extends Device {
  /** Identifies the session without revealing its id. */
  reference: string
  signedInAt: DateTime
  seenAt: DateTime
}

/**
 * The sessions of a user, the last used first.
 */
export default class ListSessions {
  async handle(user: User): Promise<AccountSession[]> {
    const sessions = await app.container.make(SessionCollection)
    const found = await sessions.tagged(String(user.id))
    return found
      .filter(({ data }) => isSignedIn(data as SessionMarks, user))
      .map(({ id, data }) => describe(id, data as SessionMarks))
      .sort((one, other) => other.seenAt.toMillis() - one.seenAt.toMillis())
  }
}

function isSignedIn(marks: SessionMarks, user: User): boolean {
  return marks[USER_ID] === user.id && isSessionValid(marks[SIGNED_IN_AT] ?? 0, user)
}

function describe(id: string, marks: SessionMarks): AccountSession {
  const signedInAt = marks[SIGNED_IN_AT] ?? 0
  return {
    reference: sessionReference(id),
    userAgent: marks[DEVICE]?.userAgent ?? null,
    address: marks[DEVICE]?.address ?? '',
    signedInAt: DateTime.fromMillis(signedInAt, { zone: 'utc' }),
    seenAt: DateTime.fromMillis(marks[SEEN_AT] ?? signedInAt, { zone: 'utc' }),
  }
}

/** The format of a session's reference. */
export const SESSION_REFERENCE = /^[0-9a-f]{64}$/

/**
 * The public reference of a session. Its id is random, so a plain hash is enough.
 */
export function sessionReference(sessionId: string): string {
  return hashSecret(sessionId)
}
