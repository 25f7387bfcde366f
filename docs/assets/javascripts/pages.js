/* What single pages need: the filter of the index, and tables that can be scrolled by key. */

import { closeness } from "./entries.js"

function filterIndex(index) {
  const form = index.querySelector(".filter")
  const entries = [...index.querySelectorAll(".index__entry")].map((box) => ({
    box,
    labels: box.dataset.labels.split("|"),
    category: box.dataset.category,
  }))
  const sections = [...index.querySelectorAll(".letter")]
  const letters = new Map(
    [...index.querySelectorAll(".letters a")].map((link) => [link.hash.slice(1), link]),
  )
  const count = index.querySelector(".filter__count")

  function apply() {
    const query = form.elements.q.value.trim()
    const category = form.elements.category.value
    let shown = 0
    // a slip of the finger is forgiven only where nothing fits without
    const fits = entries.map(({ labels }) => (query ? closeness(query, labels) : 100))
    const enough = Math.max(...fits) > 62 ? 63 : 1
    entries.forEach(({ box, category: own }, n) => {
      const fit = fits[n] >= enough && (!category || own === category)
      box.hidden = !fit
      shown += fit
    })
    for (const section of sections) {
      section.hidden = !section.querySelector(".index__entry:not([hidden])")
      const link = letters.get(section.getAttribute("aria-labelledby"))
      if (section.hidden) link.setAttribute("aria-disabled", "true")
      else link.removeAttribute("aria-disabled")
    }
    count.textContent = shown === 1 ? "1 term" : `${shown || "No"} terms`
  }

  const asked = new URLSearchParams(location.search)
  if (asked.has("q")) form.elements.q.value = asked.get("q")
  if (asked.has("category")) form.elements.category.value = asked.get("category")
  form.addEventListener("input", apply)
  form.addEventListener("submit", (event) => event.preventDefault())
  if (asked.has("q") || asked.has("category")) apply()
}

/* The theme puts each table into a box that scrolls; where it does, keys must reach it. */
function reachTables() {
  requestAnimationFrame(() => {
    for (const box of document.querySelectorAll(".md-typeset__scrollwrap, .md-typeset__table")) {
      const scrolls = box.scrollWidth > box.clientWidth + 1
      if (!scrolls) continue
      box.tabIndex = 0
      box.setAttribute("role", "region")
      box.setAttribute("aria-label", "Table")
    }
  })
}

/* "Where it appears" leads to the words by a text fragment. Where that finds none, or other words
   before them, this does: the entry that was left is remembered for the one step. */
document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".mention__page")
  const entry = link?.closest(".entry")?.querySelector("h1")
  if (entry) sessionStorage.setItem("mention", entry.id)
})

function showMention() {
  const entry = sessionStorage.getItem("mention")
  if (!entry) return
  sessionStorage.removeItem("mention")
  const term = document.querySelector(`.md-content a.glossary-term[data-term="${entry}"]`)
  const seen = () => {
    const { top, bottom } = term.getBoundingClientRect()
    return top > 60 && bottom < innerHeight
  }
  const show = () => seen() || term.scrollIntoView({ block: "center" })
  if (!term) return
  if (document.readyState === "complete") show()
  else addEventListener("load", () => setTimeout(show), { once: true })
}

function arrive() {
  showMention()
  const index = document.querySelector("[data-glossary-index]")
  if (index) filterIndex(index)
  reachTables()
}

window.document$ ? window.document$.subscribe(arrive) : arrive()
