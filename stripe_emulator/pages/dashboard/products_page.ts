import { html, type Html } from '#stripe_emulator/http/html'
import type { PageAnswer } from '#stripe_emulator/http/reply'
import { formatAmount } from '#stripe_emulator/money'
import type { Price, Product } from '#stripe_emulator/objects'
import { actionButton, listPage, pill } from '#stripe_emulator/pages/dashboard/frame'
import type { PageRequest } from '#stripe_emulator/pages/page'
import { present } from '#stripe_emulator/presentation'
import type { World } from '#stripe_emulator/world'

const path = '/dashboard/products'

/** Lists the products with their prices, to rename, archive and restore them. */
export function productsPage(request: PageRequest): PageAnswer {
  const { world } = request
  return listPage(request, path, {
    of: world.store.products,
    none: 'No products.',
    show: (objects) =>
      html`<ul class="products">
        ${objects.map((object) => productItem(world, object))}
      </ul>`,
  })
}

function productItem(world: World, product: Product): Html {
  const image = present(product.images[0], world)
  const prices = world.store.prices.filter((price) => price.product === product.id)
  const fields = { id: product.id }
  return html`<li class="product ${product.active ? '' : 'archived'}">
    <div class="cover">
      ${
        image !== undefined &&
        html`<img src="${image}" alt="" width="96" height="72" loading="lazy" />`
      }
    </div>
    <div class="facts">
      ${actionButton('rename-product', 'Save', path, {
        fields,
        input: html`<input
          name="name"
          aria-label="Name of ${product.id}"
          required
          value="${product.name}"
        />`,
      })}
      <code class="id">${product.id}</code>
      <ul class="prices">
        ${prices.map((price) => priceItem(world, product, price))}
      </ul>
      ${offerButton(
        'cross-sell',
        product.id,
        'Cross-sell',
        world.store.crossSells.get(product.id)?.offered,
        world.store.products
          .filter((other) => other.id !== product.id && other.default_price !== null)
          .map(({ id, name }) => ({ id, label: name }))
      )}
      ${actionButton('inline-price', 'Add inline price', path, {
        fields,
        input: html`<input
          name="amount"
          aria-label="Amount of an inline price of ${product.id}, USD"
          required
          inputmode="decimal"
        />`,
      })}
    </div>
    <div class="side">
      ${product.active ? pill('Active', 'good') : pill('Archived', 'plain')}
      ${
        product.active
          ? actionButton('archive-product', 'Archive', path, { fields })
          : actionButton('restore-product', 'Restore', path, { fields })
      }
    </div>
  </li>`
}

/** The select with which something is offered at Checkout; none without a choice. */
function offerButton(
  action: string,
  id: string,
  label: string,
  chosen: string | undefined,
  choices: { id: string; label: string }[]
): Html | false {
  return (
    choices.length > 0 &&
    actionButton(action, 'Offer', path, {
      fields: { id },
      input: html`<select name="offered" aria-label="${label} of ${id}">
        <option value="">No ${label.toLowerCase()}</option>
        ${choices.map(
          (choice) =>
            html`<option value="${choice.id}" ${choice.id === chosen && html`selected`}>
              ${choice.label}
            </option>`
        )}
      </select>`,
    })
  )
}

function priceItem(world: World, product: Product, price: Price): Html {
  const fields = { id: price.id }
  const isDefault = product.default_price === price.id
  return html`<li>
    <span class="amount">${printPrice(price)}</span>
    ${Object.entries(world.store.currencyAmounts.get(price.id)?.amounts ?? {}).map(
      ([currency, amount]) => html`<span class="soft">${formatAmount(amount, currency)}</span>`
    )}
    <span class="soft">${price.nickname} ${isDefault && '(default)'}</span>
    ${!price.active && pill('Archived')}
    ${
      !isDefault &&
      (price.active
        ? actionButton('archive-price', 'Archive', path, { fields })
        : actionButton('restore-price', 'Restore', path, { fields }))
    }
    ${actionButton('currency-amount', 'Add', path, {
      fields,
      input: html`<input name="currency" size="3" aria-label="Other currency of ${price.id}" />
        <input name="amount" size="6" aria-label="Amount of ${price.id} in that currency" />`,
    })}
    ${
      price.recurring &&
      offerButton(
        'upsell',
        price.id,
        'Upsell',
        world.store.upsells.get(price.id)?.offered,
        world.store.prices
          .filter((other) => other.product === product.id && other.id !== price.id)
          .filter((other) => other.active && other.recurring !== null)
          .map((other) => ({ id: other.id, label: printPrice(other) }))
      )
    }
  </li>`
}

function printPrice({ unit_amount: amount, currency, recurring }: Price): string {
  const printed =
    amount === null ? `chosen by the buyer, ${currency}` : formatAmount(amount, currency)
  if (!recurring) {
    return printed
  }
  const { interval, interval_count: count } = recurring
  return `${printed} / ${count === 1 ? interval : `${count} ${interval}s`}`
}
