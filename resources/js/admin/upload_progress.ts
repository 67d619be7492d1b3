/** Milliseconds between two announcements for screen readers. */
const REPORT_EVERY = 4000

/**
 * Sends the form inside with progress that is shown, announced and can be cancelled. Without
 * JavaScript the form is submitted normally.
 */
class UploadProgress extends HTMLElement {
  #request: XMLHttpRequest | null = null
  #reportedAt = 0

  connectedCallback() {
    this.addEventListener('submit', (event) => {
      event.preventDefault()
      this.#send(event.target as HTMLFormElement)
    })
    this.#part('button[type="button"]').addEventListener('click', () => this.#request?.abort())
  }

  #send(form: HTMLFormElement) {
    const files = Array.from(
      form.querySelector<HTMLInputElement>('input[type="file"]')?.files ?? []
    )
    const size = files.reduce((sum, file) => sum + file.size, 0)
    if (size > Number(this.dataset.limit)) {
      this.#end('That is more than can be uploaded at once. Choose fewer or smaller files.')
      return
    }
    const request = new XMLHttpRequest()
    this.#request = request
    request.open('POST', form.action)
    request.setRequestHeader('accept', 'application/json')
    request.responseType = 'json'
    request.upload.onprogress = (event) => this.#progress(event)
    request.onload = () => this.#answer(request)
    request.onerror = () => this.#end('The connection was lost. Nothing was added; try again.')
    request.onabort = () => this.#end('Cancelled. Nothing was added.')
    this.#show(form, true)
    request.send(new FormData(form))
  }

  #progress({ loaded, total }: ProgressEvent) {
    const percent = Math.floor((loaded / total) * 100)
    this.#part<HTMLProgressElement>('progress').value = percent
    const words =
      percent === 100 ? 'All sent; it is being checked and stored.' : `${percent} % sent`
    this.#part('.upload-percent').textContent = words
    if (Date.now() - this.#reportedAt > REPORT_EVERY || percent === 100) {
      this.#reportedAt = Date.now()
      this.#say(words)
    }
  }

  #answer({ status, response }: XMLHttpRequest) {
    if (status === 201 && response) {
      location.assign(response.location)
    } else {
      this.#end(
        response?.error?.message ?? 'It could not be stored. Reload the page and try again.'
      )
    }
  }

  #end(words: string) {
    const form = this.querySelector('form')
    if (form) {
      this.#show(form, false)
    }
    this.#part('.upload-state').hidden = false
    this.#say(words)
  }

  #show(form: HTMLFormElement, isSending: boolean) {
    form.hidden = isSending
    this.#part('.upload-state').hidden = !isSending
    // What the screen shows all the time is announced every few seconds only.
    this.#part('[role="status"]').classList.toggle('visually-hidden', isSending)
    for (const name of ['label', 'progress', '.upload-percent', 'button[type="button"]']) {
      this.#part(`.upload-state ${name}`).hidden = !isSending
    }
  }

  #say(words: string) {
    this.#part('[role="status"]').textContent = words
  }

  #part<Part extends HTMLElement>(selector: string): Part {
    return this.querySelector<Part>(selector)!
  }
}

customElements.define('upload-progress', UploadProgress)

export {}
