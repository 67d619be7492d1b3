import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Actor } from '#authority/actor'
import { isSecret, MASK } from '#authority/audit_secrets'
import AuditEntry from '#models/audit_entry'

/** The values before and after a change, by column. */
export type Changes = Record<string, { before: unknown; after: unknown }>

export interface AuditInput {
  actor: Actor
  /** A noun and a verb in the past tense, such as `product.updated`. */
  action: string
  subject: { type: string; id: number | null; label: string }
  changes?: Changes
  /** The id of the entry whose change this one undoes. */
  restores?: number | null
}

/**
 * Records who did what, with secrets masked. Must run in the transaction of the change itself, so
 * that neither is saved without the other.
 */
export default class RecordAudit {
  async handle(input: AuditInput, trx: TransactionClientContract): Promise<void> {
    const { actor, subject } = input
    await AuditEntry.create(
      {
        actorId: actor.id,
        actorLabel: actor.label,
        action: input.action,
        subjectType: subject.type,
        subjectId: subject.id,
        subjectLabel: subject.label,
        changes: maskSecrets(input.changes ?? {}),
        restoresEntryId: input.restores ?? null,
        address: actor.address,
        userAgent: actor.userAgent,
        requestId: actor.requestId,
      },
      { client: trx }
    )
  }
}

function maskSecrets(changes: Changes): Changes {
  return Object.fromEntries(
    Object.entries(changes).map(([name, change]) => [
      name,
      isSecret(name) ? { before: MASK, after: MASK } : change,
    ])
  )
}
