/* Search: a dialog over the page. An entry with the label comes first, whichever label it is;
   then the passages that hold all the words. Without this script the button leads to the index. */

import { base, closeness, load, loadEntries, normalise } from "./entries.js"

const MOST = 30 // hits shown

const dialog = document.createElement("dialog")
dialog.className = "search"
dialog.setAttribute("aria-label", "Search")
dialog.innerHTML = `
  <form class="search__bar" method="dialog" role="search">
    <input class="search__input" type="text" role="searchbox" aria-label="Search for a word or a subject"
      placeholder="A word, an abbreviation, a subject" autocomplete="off" autocapitalize="off"
      spellcheck="false" enterkeyhint="go">
    <button class="search__close" type="button">Close</button>
  </form>
  <p class="search__status" role="status"></p>
  <ol class="search__results"></ol>`
const input = dialog.querySelector("input")
const status = dialog.querySelector(".search__status")
const results = dialog.querySelector(".search__results")

function element(name, className, ...content) {
  const made = document.createElement(name)
  made.className = className
  made.append(...content)
  return made
}

/* A text with the words of the query marked, cut to what is around the first of them. */
function excerpt(text, words) {
  const pattern = new RegExp(words.map((w) => w.replace(/[^\p{L}\p{N}]/gu, "\\$&")).join("|"), "giu")
  const first = Math.max(text.search(pattern), 0)
  const start = first < 60 ? 0 : text.indexOf(" ", first - 50) + 1
  const end = text.length < start + 180 ? text.length : text.lastIndexOf(" ", start + 180)
  const shown = (start ? "… " : "") + text.slice(start, end) + (end < text.length ? " …" : "")
  const parts = element("span", "hit__text")
  let at = 0
  for (const found of shown.matchAll(pattern)) {
    parts.append(shown.slice(at, found.index), element("mark", "", found[0]))
    at = found.index + found[0].length
  }
  parts.append(shown.slice(at))
  return parts
}

function entryHit({ entry }) {
  const link = element(
    "a",
    "",
    element("span", "hit__title", entry.title),
    element("span", "hit__kind", "Glossary"),
    element("span", "hit__labels", entry.labels.slice(1).join(", ")),
    element("span", "hit__text", entry.definition),
  )
  link.href = new URL(entry.url, base)
  return element("li", "hit hit--entry", link)
}

function passageHit({ passage, words }) {
  const link = element("a", "", element("span", "hit__title", passage.page))
  if (passage.title) link.append(element("span", "hit__labels", passage.title))
  link.append(excerpt(passage.text, words))
  link.href = new URL(passage.url, base)
  return element("li", "hit", link)
}

function findEntries(query, entries) {
  return entries
    .map((entry) => ({ entry, score: closeness(query, entry.labels) }))
    .filter(({ score }) => score)
    .sort((a, b) => b.score - a.score)
}

const folded = new WeakMap()

function fold(passage) {
  if (!folded.has(passage))
    folded.set(
      passage,
      [passage.title, passage.text, passage.page].map((text) => " " + normalise(text)),
    )
  return folded.get(passage)
}

/* The best passages of each page that hold every word, at a word's beginning. */
function findPassages(query, passages) {
  const words = normalise(query).split(" ")
  const starts = words.map((word) => (/^[\x00-\u024f]/.test(word) ? " " + word : word))
  const found = []
  for (const passage of passages) {
    const [title, text, page] = fold(passage)
    if (!starts.every((start) => title.includes(start) || text.includes(start))) continue
    const among = (where) => starts.filter((start) => where.includes(start)).length
    const often = starts.reduce((sum, start) => sum + Math.min(text.split(start).length - 1, 5), 0)
    const together = [title, text].filter((where) => where.includes(starts.join(""))).length
    const score =
      8 * among(title) + 6 * among(page) + 6 * together + often - (passage.entry ? 3 : 0)
    found.push({ passage, words, score })
  }
  found.sort((a, b) => b.score - a.score)
  const perPage = new Map()
  return found.filter(({ passage }) => {
    const count = perPage.get(passage.page) ?? 0
    perPage.set(passage.page, count + 1)
    return count < 2
  })
}

let round = 0

async function search() {
  const query = input.value
  const now = ++round
  const [entries, passages] = await Promise.all([loadEntries(), load("search/passages.json")])
  if (now !== round) return
  if (!normalise(query)) {
    results.replaceChildren()
    status.textContent = `${entries.length} terms and every explainer. Type any name of a term, in any language.`
    return
  }
  const terms = findEntries(query, entries)
  const shown = new Set(terms.map(({ entry }) => entry.id))
  const others = findPassages(query, passages ?? []).filter(({ passage }) => !shown.has(passage.entry))
  const good = terms.filter(({ score }) => score > 50)
  const weak = terms.filter(({ score }) => score <= 50)
  const hits = [
    ...good.map(entryHit),
    ...(others.length > 2 && good.length ? [] : weak.map(entryHit)),
    ...others.map(passageHit),
  ].slice(0, MOST)
  results.replaceChildren(...hits)
  results.scrollTop = 0
  status.textContent = hits.length
    ? `${hits.length === MOST ? "The first " : ""}${hits.length} ${hits.length === 1 ? "result" : "results"}`
    : "Nothing has this name or holds these words."
}

function open(query) {
  if (!dialog.isConnected) document.body.append(dialog)
  if (!dialog.open) dialog.showModal()
  if (query !== undefined) input.value = query
  input.select()
  search()
}

const close = () => dialog.open && dialog.close()

input.addEventListener("input", search)
dialog.querySelector(".search__close").addEventListener("click", close)
dialog.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault()
  search().then(() => results.querySelector("a")?.click())
})
dialog.addEventListener("click", (event) => {
  if (event.target === dialog || event.target.closest("a")) close()
})
dialog.addEventListener("keydown", (event) => {
  event.stopPropagation()
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (!step) return
  event.preventDefault()
  const places = [input, ...results.querySelectorAll("a")]
  const at = places.indexOf(document.activeElement)
  places[(at + step + places.length) % places.length].focus()
})

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-search]")
  if (!button || event.ctrlKey || event.metaKey || event.shiftKey) return
  event.preventDefault()
  event.stopPropagation()
  open(button.hasAttribute("data-search-address") ? addressWords() : undefined)
}, true)

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]")
  const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !typing
  const shortcut = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)
  if (!slash && !shortcut) return
  event.preventDefault()
  open()
})

/* --- The page that is not there ---------------------------------------------------------------- */

const addressWords = () =>
  decodeURIComponent(location.pathname.replace(/\/+$/, "").split("/").pop() ?? "")
    .replace(/\.\w+$/, "")
    .replace(/[-_+]+/g, " ")

async function guess(box) {
  const found = findEntries(addressWords(), await loadEntries()).slice(0, 5)
  if (!found.length) return
  box.append(element("ol", "search__results", ...found.map(entryHit)))
  box.hidden = false
}

// a page that arrives leaves the dialog alone: the reader may have opened it while waiting
addEventListener("popstate", close)

function arrive() {
  const box = document.querySelector("[data-guesses][hidden]")
  if (box) guess(box)
}

window.document$ ? window.document$.subscribe(arrive) : arrive()
const asked = new URLSearchParams(location.search).get("q")
if (asked && !document.querySelector("[data-glossary-index]")) open(asked)
