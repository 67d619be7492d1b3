/** A line of a diff, or a gap that stands for unchanged lines. */
export interface DiffLine {
  kind: 'same' | 'removed' | 'added' | 'gap'
  text: string
}

/** Unchanged lines shown around a change. */
const CONTEXT = 2

/** Pairs of lines to compare at most. In a larger diff the whole middle counts as replaced. */
const MAX_PAIRS = 1_000_000

/**
 * Compares two texts line by line, with as few removed and added lines as possible (longest common
 * subsequence).
 */
export function diffLines(before: string, after: string): DiffLine[] {
  const [old, fresh] = [before, after].map(linesOf)
  const head = countEqual(old, fresh)
  const tail = countEqual(old.slice(head).toReversed(), fresh.slice(head).toReversed())
  const lines = [
    ...old.slice(0, head).map(same),
    ...diffMiddle(old.slice(head, old.length - tail), fresh.slice(head, fresh.length - tail)),
    ...old.slice(old.length - tail).map(same),
  ]
  return leaveOut(lines)
}

/** An empty text has no lines. */
function linesOf(text: string): string[] {
  return text === '' ? [] : text.split('\n')
}

function countEqual(one: string[], other: string[]): number {
  const end = one.findIndex((line, index) => line !== other[index])
  return end === -1 ? one.length : end
}

function diffMiddle(old: string[], fresh: string[]): DiffLine[] {
  if (old.length * fresh.length > MAX_PAIRS) {
    return [...old.map(removed), ...fresh.map(added)]
  }
  const lengths = commonLengths(old, fresh)
  const lines: DiffLine[] = []
  let [i, j] = [0, 0]
  while (i < old.length && j < fresh.length) {
    if (old[i] === fresh[j]) {
      lines.push(same(old[i]))
      i++
      j++
    } else if (lengths[i + 1][j] >= lengths[i][j + 1]) {
      lines.push(removed(old[i++]))
    } else {
      lines.push(added(fresh[j++]))
    }
  }
  return [...lines, ...old.slice(i).map(removed), ...fresh.slice(j).map(added)]
}

/** The length of the longest common subsequence of both texts from each pair of lines on. */
function commonLengths(old: string[], fresh: string[]): Uint32Array[] {
  const lengths = Array.from({ length: old.length + 1 }, () => new Uint32Array(fresh.length + 1))
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = fresh.length - 1; j >= 0; j--) {
      lengths[i][j] =
        old[i] === fresh[j]
          ? lengths[i + 1][j + 1] + 1
          : Math.max(lengths[i + 1][j], lengths[i][j + 1])
    }
  }
  return lengths
}

function leaveOut(lines: DiffLine[]): DiffLine[] {
  const isNear = lines.map((_, index) =>
    lines
      .slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1)
      .some(({ kind }) => kind !== 'same')
  )
  return lines.flatMap((line, index) => {
    if (isNear[index]) {
      return line
    }
    return index === 0 || isNear[index - 1] ? { kind: 'gap' as const, text: '…' } : []
  })
}

function same(text: string): DiffLine {
  return { kind: 'same', text }
}

function removed(text: string): DiffLine {
  return { kind: 'removed', text }
}

function added(text: string): DiffLine {
  return { kind: 'added', text }
}
