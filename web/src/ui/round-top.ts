/** A round number that is not below the highest value, and even, so that its half is whole. */
export function roundTop(highest: number): number {
  for (let power = 1; ; power *= 10) {
    const found = [2, 4, 6, 10].find((step) => step * power >= highest);
    if (found) return found * power;
  }
}
