import type { HttpContext } from '@adonisjs/core/http'
import { code, fact, text, time } from '#admin/cells'
import { auditList } from '#admin/resources/audit_list'
import { showList } from '#controllers/admin/list_page'
import { notFound } from '#controllers/admin/not_found'
import AuditEntry from '#models/audit_entry'

/**
 * Who did what. It is read here and written nowhere but beside what was done.
 */
export default class AuditController {
  async index(ctx: HttpContext) {
    return showList(ctx, auditList)
  }

  async show(ctx: HttpContext) {
    const entry = await AuditEntry.find(ctx.params.id)
    if (entry === null) {
      throw notFound(ctx)
    }
    return ctx.view.render('pages/admin/audit/show', {
      entry,
      facts: [
        fact('When', time(entry.createdAt)),
        fact(
          'Who',
          text(entry.actorLabel, { note: entry.actorId ? undefined : 'Account deleted' })
        ),
        fact('What', text(entry.action)),
        fact('On what', text(entry.subjectLabel)),
        fact('From', text(entry.address)),
        fact('With', text(entry.userAgent)),
        fact('Request', code(entry.requestId)),
      ],
      changes: Object.entries(entry.changes).map(([name, { before, after }]) => ({
        name,
        before: print(before),
        after: print(after),
      })),
    })
  }
}

function print(value: unknown): string {
  return value === null || value === undefined ? '' : String(value)
}
