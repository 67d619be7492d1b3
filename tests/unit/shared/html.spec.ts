import { test } from '@japa/runner'
import { describedBy, htmlAttributes, jsonDataBlock } from '#shared/html'

test.group('HTML attributes', () => {
  test('are escaped', ({ assert }) => {
    assert.equal(
      htmlAttributes({ value: `x" onfocus='a()' <&>` }),
      'value="x&quot; onfocus=&#39;a()&#39; &lt;&amp;&gt;"'
    )
  })

  test('omit missing values, and keep 0 and the empty string', ({ assert }) => {
    assert.equal(
      htmlAttributes({ a: undefined, b: null, c: false, d: 0, e: '', required: true }),
      'd="0" e="" required'
    )
    assert.equal(htmlAttributes({ class: ['one', false, 'two', undefined] }), 'class="one two"')
  })

  test('a data block cannot be closed by its content', ({ assert }) => {
    const value = { name: '</script><script>alert(1)</script>', other: '<!-- & \u2028' }
    const block = jsonDataBlock(value)

    assert.notMatch(block, /[<>&\u2028]/)
    assert.deepEqual(JSON.parse(block), value)
  })

  test('a field is described by its hint and its error, if it has any', ({ assert }) => {
    assert.equal(describedBy({ name: 'a', hint: 'h', error: 'e' }), 'hint-a error-a')
    assert.equal(describedBy({ name: 'a', error: 'e' }), 'error-a')
    assert.isUndefined(describedBy({ name: 'a' }))
  })
})
