/* The definition of a term, or the text of a note, in a small card beside it.

   Pointing, keyboard focus or a tap opens the card. It follows WCAG 2.2, 1.4.13: Escape dismisses
   it and moves nothing, the pointer may rest on it, and it stays until pointer and focus have
   left both it and its term. A tap never follows the link; on a small screen the card is then a
   sheet at the bottom. All listeners are the document's, so that a page that instant navigation
   brings needs nothing. Without this script the link and its title remain. */

import { loadEntries } from "./entries.js"

const TRIGGER = "a.glossary-term[data-term], a.footnote-ref"
const OPEN_AFTER = 220 // ms: passing over a term on the way elsewhere opens nothing
const CLOSE_AFTER = 320 // ms: time to reach the card

const card = document.createElement("div")
card.className = "card"
card.id = "preview"
card.hidden = true
card.tabIndex = -1
card.setAttribute("role", "dialog")
card.setAttribute("aria-label", "Preview")

let current = null // the link whose card is open
let pending = null // the link whose card is about to open
let timer = 0
let touched = false // whether the last press was a finger's
const titles = new WeakMap() // the native tooltips, taken away while ours may show

const element = (name, className, text) => {
  const made = document.createElement(name)
  made.className = className
  if (text) made.textContent = text
  return made
}

const takeTitle = (link) => {
  if (!link.title) return
  titles.set(link, link.title)
  link.removeAttribute("title")
}

const giveTitle = (link) => {
  if (link && titles.has(link)) link.title = titles.get(link)
}

async function fillWithTerm(link) {
  const title = element("p", "card__title", link.textContent)
  const labels = element("p", "card__labels")
  const text = element("p", "card__text", titles.get(link) ?? link.title)
  text.id = "preview-text"
  const more = element("a", "card__more", "Read the entry")
  more.href = link.href
  card.replaceChildren(title, labels, text, more)
  const complete = loadEntries().then((entries) => {
    const entry = entries.find(({ id }) => id === link.dataset.term)
    if (!entry) return
    title.textContent = entry.title
    labels.textContent = entry.labels.slice(1).join(", ")
    if (link === current && !card.hidden && !card.matches(".card--sheet")) place(link)
  })
  await Promise.race([complete, delay(150)]) // a slow network does not keep the definition back
}

function fillWithNote(link) {
  const note = document.getElementById(decodeURIComponent(link.hash.slice(1)))
  if (!note) return false
  const text = element("div", "card__text")
  text.id = "preview-text"
  text.append(...[...note.cloneNode(true).childNodes])
  for (const marked of text.querySelectorAll("[id]")) marked.removeAttribute("id")
  for (const back of text.querySelectorAll(".footnote-backref")) back.remove()
  card.replaceChildren(element("p", "card__labels", `Note ${link.textContent}`), text)
  return true
}

const delay = (time) => new Promise((resolve) => setTimeout(resolve, time))

async function open(link, how) {
  clearTimeout(timer)
  pending = null
  if (current === link && !card.hidden) return
  close()
  takeTitle(link)
  current = link
  if (link.matches(".footnote-ref")) {
    if (!fillWithNote(link)) return void (current = null)
  } else {
    await fillWithTerm(link)
    if (current !== link) return
  }
  const sheet = how === "tap" && matchMedia("(max-width: 45em)").matches
  card.classList.toggle("card--sheet", sheet)
  const shut = element("button", "card__close", "×")
  shut.type = "button"
  shut.setAttribute("aria-label", "Close")
  shut.addEventListener("click", () => dismiss())
  card.append(shut)
  document.body.append(card)
  card.hidden = false
  link.dataset.open = how
  link.setAttribute("aria-describedby", "preview-text")
  if (!sheet) place(link)
  if (how === "tap") card.focus({ preventScroll: true })
}

/* Below the line of the link that the card is for, or above it where there is no room below. */
function place(link) {
  card.style.left = card.style.top = "0"
  const lines = [...link.getClientRects()]
  const line = lines.find((r) => r.left <= pointer.x && pointer.x <= r.right && r.top <= pointer.y && pointer.y <= r.bottom) ?? lines[0]
  const { width, height } = card.getBoundingClientRect()
  const room = document.documentElement.clientWidth
  const left = Math.max(8, Math.min(line.left - 12, room - width - 8))
  const below = line.bottom + 6
  const above = line.top - height - 6
  const top = below + height <= innerHeight || above < 0 ? below : above
  card.style.left = `${left + scrollX}px`
  card.style.top = `${top + scrollY}px`
}

function close() {
  clearTimeout(timer)
  if (!current) return
  giveTitle(current)
  current.removeAttribute("data-open")
  current.removeAttribute("aria-describedby")
  current = null
  card.hidden = true
  card.classList.remove("card--sheet")
  card.removeAttribute("style")
}

/* Close, and give focus back to the link if the card had it. */
function dismiss() {
  const link = current
  const held = card.contains(document.activeElement)
  close()
  if (held) link?.focus({ preventScroll: true })
}

const pointer = { x: -1, y: -1 }
const held = () =>
  current && (current.matches(":hover, :focus-visible") || card.matches(":hover, :focus-within"))

function closeSoon() {
  clearTimeout(timer)
  timer = setTimeout(() => held() || close(), CLOSE_AFTER)
}

document.addEventListener("pointerover", (event) => {
  if (event.pointerType !== "mouse" && event.pointerType !== "pen") return
  const link = event.target.closest?.(TRIGGER)
  if (link) {
    pointer.x = event.clientX
    pointer.y = event.clientY
    if (link === current || link === pending) return void (link === current && clearTimeout(timer))
    takeTitle(link)
    if (link.dataset.term) loadEntries()
    clearTimeout(timer)
    giveTitle(pending)
    pending = link
    timer = setTimeout(() => open(link, "hover"), OPEN_AFTER)
  } else if (card.contains(event.target)) {
    clearTimeout(timer)
  } else if (pending) {
    clearTimeout(timer)
    giveTitle(pending)
    pending = null
    if (current) closeSoon()
  } else if (current && current.dataset.open !== "tap") {
    closeSoon()
  }
})

document.addEventListener("focusin", (event) => {
  const link = event.target.closest?.(TRIGGER)
  if (link && !touched && link.matches(":focus-visible") && !returning) {
    pointer.x = pointer.y = -1
    open(link, "focus")
  } else if (current && !link && !card.contains(event.target)) {
    closeSoon()
  }
})
document.addEventListener("focusout", () => current && current.dataset.open !== "tap" && closeSoon())

let returning = false
document.addEventListener(
  "keydown",
  (event) => {
    touched = false
    if (event.key !== "Escape") return
    giveTitle(pending)
    pending = null
    clearTimeout(timer)
    if (!current) return
    event.stopPropagation()
    returning = true
    dismiss()
    returning = false
  },
  true,
)

document.addEventListener(
  "pointerdown",
  (event) => {
    touched = event.pointerType === "touch"
    if (current && !card.contains(event.target) && !event.target.closest?.(TRIGGER)) close()
  },
  true,
)

document.addEventListener(
  "click",
  (event) => {
    const link = event.target.closest?.(TRIGGER)
    if (link && touched && !event.ctrlKey && !event.metaKey) {
      event.preventDefault()
      event.stopImmediatePropagation()
      open(link, "tap")
    } else if (link || (event.target.closest?.("a") && card.contains(event.target))) {
      close()
    }
  },
  true,
)

addEventListener("popstate", close)
addEventListener("beforeprint", close)
window.document$?.subscribe(() => current?.isConnected || close())
