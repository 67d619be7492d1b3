import { html, type Html } from '#stripe_emulator/http/html'

/**
 * A select.
 * @param labels by default the values themselves, with spaces for underscores
 */
export function select<T extends string>(
  name: string,
  label: string,
  choices: readonly T[],
  current: T,
  labels?: Record<T, string>
): Html {
  const selected = html`selected`
  return html`<label
    >${label}
    <select name="${name}">
      ${choices.map(
        (choice) =>
          html`<option value="${choice}" ${choice === current && selected}>
            ${labels?.[choice] ?? (choice.replaceAll('_', ' ') || 'any')}
          </option>`
      )}
    </select></label
  >`
}

/** A field for a number of at least 0; it may be empty. */
export function numberField(name: string, label: string, value?: number): Html {
  return html`<label
    >${label} <input name="${name}" type="number" min="0" value="${value}"
  /></label>`
}

/** A checkbox, which sends `on`. */
export function checkbox(name: string, label: string, isOn: boolean): Html {
  const checked = html`checked`
  return html`<label
    ><input type="checkbox" name="${name}" value="on" ${isOn && checked} /> ${label}</label
  >`
}
