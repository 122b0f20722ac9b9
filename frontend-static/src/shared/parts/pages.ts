/** The pages to offer: first, last and the neighbours of the present one; 0 stands for a gap. */
export function pagesAround(page: number, pages: number): number[] {
  const wanted = new Set([1, pages, page - 1, page, page + 1].filter((p) => p >= 1 && p <= pages))
  const sorted = [...wanted].sort((a, b) => a - b)
  return sorted.flatMap((p, i) => {
    const before = sorted[i - 1]
    if (before === undefined || p === before + 1) return [p]
    return p === before + 2 ? [p - 1, p] : [0, p]
  })
}
