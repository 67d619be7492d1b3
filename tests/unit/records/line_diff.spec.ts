import { test } from '@japa/runner'
import { diffLines } from '#records/line_diff'

const MARKS = { same: ' ', removed: '-', added: '+', gap: '' }

/** A difference as one line each. */
function print(before: string, after: string): string[] {
  return diffLines(before, after).map(({ kind, text }) => `${MARKS[kind]}${text}`)
}

/** What is left of a difference without the lines of one side. */
function side(before: string, after: string, without: 'removed' | 'added'): string {
  return diffLines(before, after)
    .filter(({ kind }) => kind !== without)
    .map(({ text }) => text)
    .join('\n')
}

test.group('The difference of two texts', () => {
  test('{name}')
    .with([
      { name: 'says nothing of equal texts', before: 'a', after: 'a', lines: ['…'] },
      { name: 'says nothing of nothing', before: '', after: '', lines: [] },
      { name: 'adds to nothing', before: '', after: 'a\nb', lines: ['+a', '+b'] },
      { name: 'removes everything', before: 'a\nb', after: '', lines: ['-a', '-b'] },
      {
        name: 'changes a line',
        before: 'a\nb\nc',
        after: 'a\nB\nc',
        lines: [' a', '-b', '+B', ' c'],
      },
      {
        name: 'moves no line that stays',
        before: 'a\nb',
        after: 'b\na',
        lines: ['-a', ' b', '+a'],
      },
      { name: 'sees a last line end', before: 'a', after: 'a\n', lines: [' a', '+'] },
      {
        name: 'leaves out what is far from a change',
        before: '1\n2\n3\n4\n5\n6\n7',
        after: '1\n2\n3\nX\n5\n6\n7',
        lines: ['…', ' 2', ' 3', '-4', '+X', ' 5', ' 6', '…'],
      },
    ])
    .run(({ assert }, { before, after, lines }) => {
      assert.deepEqual(print(before, after), lines)
    })

  test('gives both texts again, whatever they are', ({ assert }) => {
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

  test('takes two long texts that have nothing in common', ({ assert }) => {
    const long = (word: string) =>
      Array.from({ length: 20_000 }, (_, i) => `${word} ${i}`).join('\n')
    const started = performance.now()

    const lines = diffLines(long('old'), long('new'))

    assert.lengthOf(lines, 40_000)
    assert.isBelow(performance.now() - started, 2000)
  })
})
