import { test } from '@japa/runner'
import { diffLines } from '#records/line_diff'

const MARKS = { same: ' ', removed: '-', added: '+', gap: '' }

/** A diff as lines with marks. */
function print(before: string, after: string): string[] {
  return diffLines(before, after).map(({ kind, text }) => `${MARKS[kind]}${text}`)
}

/** The text that remains without the lines of one side. */
function side(before: string, after: string, without: 'removed' | 'added'): string {
  return diffLines(before, after)
    .filter(({ kind }) => kind !== without)
    .map(({ text }) => text)
    .join('\n')
}

test.group('The diff of two texts', () => {
  test('{name}')
    .with([
      { name: 'is empty for equal texts', before: 'a', after: 'a', lines: ['…'] },
      { name: 'is empty for empty texts', before: '', after: '', lines: [] },
      { name: 'adds to an empty text', before: '', after: 'a\nb', lines: ['+a', '+b'] },
      { name: 'removes everything', before: 'a\nb', after: '', lines: ['-a', '-b'] },
      {
        name: 'changes a line',
        before: 'a\nb\nc',
        after: 'a\nB\nc',
        lines: [' a', '-b', '+B', ' c'],
      },
      {
        name: 'keeps an unmoved line',
        before: 'a\nb',
        after: 'b\na',
        lines: ['-a', ' b', '+a'],
      },
      { name: 'notices a final line break', before: 'a', after: 'a\n', lines: [' a', '+'] },
      {
        name: 'omits lines far from a change',
        before: '1\n2\n3\n4\n5\n6\n7',
        after: '1\n2\n3\nX\n5\n6\n7',
        lines: ['…', ' 2', ' 3', '-4', '+X', ' 5', ' 6', '…'],
      },
    ])
    .run(({ assert }, { before, after, lines }) => {
      assert.deepEqual(print(before, after), lines)
    })

  test('reconstructs both texts, for any texts', ({ assert }) => {
    let seed = 7
    const next = (below: number) => (seed = (seed * 16807) % 2147483647) % below
    const text = () => Array.from({ length: 1 + next(4) }, () => 'abc'[next(3)]).join('\n')

    for (let round = 0; round < 300; round++) {
      const [before, after] = [text(), text()]
      if (before !== after && !side(before, after, 'added').includes('…')) {
        assert.equal(side(before, after, 'added'), before)
        assert.equal(side(before, after, 'removed'), after)
      }
    }
  })

  test('handles two long texts with nothing in common', ({ assert }) => {
    const long = (word: string) =>
      Array.from({ length: 20_000 }, (_, i) => `${word} ${i}`).join('\n')
    const lines = diffLines(long('old'), long('new'))

    assert.lengthOf(lines, 40_000)
  })
})
