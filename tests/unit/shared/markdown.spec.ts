import { test } from '@japa/runner'
import { rememberedMarkdown, renderedTexts, renderMarkdown } from '#shared/markdown'

test.group('Markdown', () => {
  test('becomes HTML with headings below that of the page', ({ assert }) => {
    const html = renderMarkdown('# One\n\n## Two\n\n- **bold** and `code`\n\nhttps://example.com')

    assert.include(html, '<h2>One</h2>')
    assert.include(html, '<h2>Two</h2>')
    assert.include(html, '<strong>bold</strong>')
    assert.include(html, '<a href="https://example.com" rel="nofollow noopener">')
    assert.notInclude(html, '<h1')
  })

  test('removes everything active: {what}')
    .with([
      { what: 'a script', text: '<script>alert(1)</script>' },
      { what: 'a handler', text: '<img src=x onerror=alert(1)>' },
      { what: 'a script as an address', text: '[click](javascript:alert(1))' },
      { what: 'the same in other letters', text: '[click](JaVaScRiPt:alert(1))' },
      { what: 'data as an address', text: '[click](data:text/html,<script>alert(1)</script>)' },
      { what: 'another scheme', text: '[click](vbscript:x)' },
      { what: 'a link with a handler', text: '<a href="//evil.example" onclick="x()">x</a>' },
      { what: 'a picture from elsewhere', text: '![picture](https://evil.example/pixel.png)' },
      { what: 'a style sheet', text: '<style>body{display:none}</style>' },
      { what: 'a frame', text: '<iframe src="https://evil.example"></iframe>' },
      { what: 'a script as code', text: '```html\n<script>alert(1)</script>\n```' },
      { what: 'a reference', text: '[a]: javascript:alert(1)\n[a]' },
      { what: 'a style', text: '<div style="position:fixed">x</div>' },
    ])
    .run(({ assert }, { text }) => {
      const html = renderMarkdown(text)

      assert.notMatch(html, /<(script|img|style|iframe|div)/i)
      assert.notMatch(html, /<[^>]*\s(on\w+|style|src)\s*=/i)
      assert.notMatch(html, /href="(?!https?:|mailto:)/i)
    })

  test('is remembered up to eight mebibytes, however large texts are', ({ assert, cleanup }) => {
    cleanup(() => renderedTexts.clear())
    for (let count = 0; count < 60; count++) {
      rememberedMarkdown(`${count} ${'word '.repeat(20_000)}`)
    }

    assert.isAbove(renderedTexts.weight, 0)
    assert.isAtMost(renderedTexts.weight, 8 * 1024 * 1024)
    assert.isFalse(renderedTexts.has(`0 ${'word '.repeat(20_000)}`))
    const last = `59 ${'word '.repeat(20_000)}`
    assert.equal(rememberedMarkdown(last), renderMarkdown(last))
    assert.isTrue(renderedTexts.has(last))
  })
})
