/**
 * Prints one measurement: its name and its figures.
 */
export function line(name: string, figures: Record<string, string | number>): void {
  const text = Object.entries(figures)
    .map(([label, value]) => `${label} ${value}`)
    .join(' · ')
  console.log(`${name.padEnd(44)} ${text}`)
}
