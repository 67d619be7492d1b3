/** Random lives that were once lived wrongly, and are lived first every time. */
export const SEEDS: number[] = [1, 20_261_126]
