/* What the scripts share: the entries, and how well a query fits their labels. */

export const base = new URL(JSON.parse(document.getElementById("__config").textContent).base, location)

const loaded = new Map()

/* A JSON file of the site, fetched when first asked for; null where it cannot be had. */
export function load(path) {
  if (!loaded.has(path)) {
    const answer = fetch(new URL(path, base))
      .then((response) => (response.ok ? response.json() : null))
      .catch(() => null)
    loaded.set(path, answer)
    answer.then((data) => data ?? loaded.delete(path))
  }
  return loaded.get(path)
}

/* Every entry: id, title, labels (the title first, translations last), category, definition, url. */
export const loadEntries = () => load("search/entries.json").then((list) => list ?? [])

/* Compatibility forms, case, accents and separators are equal, as they are to the linker. */
export const normalise = (text) =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[’']s?\b/g, "")
    .replace(/[\s\u00ad\u2010-\u2015_-]+/g, " ")
    .trim()

/* How many letters must be put in, left out, changed or swapped to make one text of the other
   (optimal string alignment distance), or more than `limit` where it is that. */
export function distance(one, other, limit) {
  if (Math.abs(one.length - other.length) > limit) return limit + 1
  let before = []
  let last = Array.from({ length: other.length + 1 }, (_, n) => n)
  for (let i = 1; i <= one.length; i++) {
    const row = [i]
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + same)
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1])
        row[j] = Math.min(row[j], before[j - 2] + 1)
    }
    if (Math.min(...row) > limit) return limit + 1
    before = last
    last = row
  }
  return last[other.length]
}

/* How well a normalised query fits a label, from 0 (not at all) to 100 (it is the label). */
function fit(query, label) {
  if (label === query || label === query.replace(/s$/, "")) return 100
  if (label.startsWith(query)) return 90 - Math.min(label.length - query.length, 9)
  if (label.includes(" " + query) || (/[^\x00-\u024f]/.test(query) && label.includes(query)))
    return 75 - Math.min(label.length - query.length, 9)
  if (query.length < 3 && label.length !== 3) return 0
  const limit = query.length < 8 ? 1 : 2
  const whole = distance(query, label, limit)
  if (whole <= limit) return 62 - 6 * whole
  const begun = distance(query, label.slice(0, query.length), 1)
  if (query.length > 3 && begun <= 1) return 45
  if (query.length > 3 && label.split(" ").some((word) => distance(query, word, 1) <= 1)) return 40
  return 0
}

/* The best fit of a query among labels. */
export function closeness(query, labels) {
  const wanted = normalise(query)
  if (!wanted) return 0
  return Math.max(...labels.map((label) => fit(wanted, normalise(label))))
}
