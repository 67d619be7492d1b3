import type { HttpContext } from '@adonisjs/core/http'
import { code, fact, pills, text, time } from '#admin/cells'
import { roleMay } from '#admin/permissions'
import { accountStates, customerList } from '#admin/resources/customer_list'
import { mailTable, purchaseTable } from '#admin/resources/record_facts'
import { stripeUrl } from '#admin/stripe_mode'
import { showList } from '#controllers/admin/list_page'
import { notFound } from '#controllers/admin/not_found'
import FindCustomerRecord from '#queries/find_customer_record'

/**
 * Who has an account.
 */
export default class CustomersController {
  async index(ctx: HttpContext) {
    return showList(ctx, customerList)
  }

  async show(ctx: HttpContext) {
    const record = await new FindCustomerRecord().handle(Number(ctx.params.id))
    if (record === null) {
      throw notFound(ctx)
    }
    const { customer } = record
    return ctx.view.render('pages/admin/customers/show', {
      customer,
      facts: [
        fact('E-mail', text(customer.email)),
        fact('Name', text(customer.fullName)),
        fact(
          'State',
          pills(
            accountStates({
              role: customer.role,
              email_verified_at: customer.emailVerifiedAt,
              disabled_at: customer.disabledAt,
            })
          )
        ),
        fact('Since', time(customer.createdAt)),
        fact('E-mail confirmed', time(customer.emailVerifiedAt)),
        fact('Language', text(customer.locale)),
        fact(
          'Customer at Stripe',
          code(customer.stripeCustomerId, stripeUrl(customer.stripeCustomerId))
        ),
      ],
      tables: [
        purchaseTable(record.purchases, customer),
        ...(roleMay(ctx.staff.role, 'mails.view') ? [mailTable(record.mails)] : []),
      ],
    })
  }
}
