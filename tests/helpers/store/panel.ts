import { urlFor } from '@adonisjs/core/services/url_builder'
import { UserFactory } from '#database/factories/user_factory'
import AuditEntry from '#models/audit_entry'
import type { StaffRole } from '#models/user'
import { attribute, sentFields, unescapeHtml } from '#tests/helpers/store/html'
import { type Answer, Visitor } from '#tests/helpers/store/visitor'

/**
 * A signed-in staff member who has opened a page, so that forms have a CSRF token.
 * @param base the address of another store than that of the tests
 */
export async function givenStaff(role: StaffRole = 'owner', base?: string): Promise<Visitor> {
  const user = await UserFactory.merge({ role, fullName: `The ${role}` } as never).create()
  const visitor = new Visitor(base)
  await visitor.signIn(user)
  await visitor.get('/admin')
  return visitor
}

/** The audit entries without sign-ins, oldest first. */
export function staffActs() {
  return AuditEntry.query().whereNot('action', 'staff.signed_in').orderBy('id')
}

/** Everything that a browser would send for the form of a page, besides files and buttons. */
export function formFields(page: Answer): Record<string, string> {
  return sentFields(/<form [^>]*class="(?:form|stack)"[\s\S]*?<\/form>/.exec(page.body)?.[0] ?? '')
}

/** Every hidden field of a page's content except the token; repeated names as lists. */
export function hiddenFields(page: Answer): Record<string, string | string[]> {
  const fields: Record<string, string | string[]> = {}
  const content = /<main[\s\S]*<\/main>/.exec(page.body)?.[0] ?? ''
  for (const [tag] of content.matchAll(/<input [^>]*type=["']hidden["'][^>]*>/g)) {
    const name = attribute(tag, 'name')
    if (name && name !== '_csrf') {
      const value = attribute(tag, 'value') ?? ''
      fields[name] = name in fields ? [fields[name], value].flat() : value
    }
  }
  return fields
}

/** Opens the form of a product, changes some of it and saves. */
export async function editProduct(
  visitor: Visitor,
  id: number,
  changes: Record<string, string>
): Promise<Answer> {
  const page = await visitor.get(urlFor('admin.products.edit', { id }))
  return visitor.post(urlFor('admin.products.update', { id }), { ...formFields(page), ...changes })
}

/** The rows of a list as text. */
export function rowsOf(page: Answer): string[] {
  const body = /<tbody>([\s\S]*?)<\/tbody>/.exec(page.body)?.[1] ?? ''
  return [...body.matchAll(/<tr[^>]*>([\s\S]*?)<\/tr>/g)].map(([, row]) => readHtml(row))
}

/** The text of HTML, with plain spaces. */
export function readHtml(html: string): string {
  return unescapeHtml(html.replace(/<[^>]+>/g, ' '))
    .replace(/\s+/g, ' ')
    .trim()
}

/** The address of the first link with this text. */
export function linkTo(page: Answer, words: string | RegExp): string | null {
  for (const [, tag, text] of page.body.matchAll(/<a ([^>]*)>([\s\S]*?)<\/a>/g)) {
    const said = readHtml(text)
    if (typeof words === 'string' ? said === words : words.test(said)) {
      return attribute(tag, 'href')
    }
  }
  return null
}
