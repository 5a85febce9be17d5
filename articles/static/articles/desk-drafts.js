/* Keep what is typed in the browser until it is saved, give it back, and ask before it is left. */

"use strict"

;(() => {
  const { told, form } = desk
  const KEPT_FOR = 14 * 24 * 60 * 60 * 1000
  const PREFIX = "newsroom:draft:"
  const OURS = `${PREFIX}${told.dataset.person}:${told.dataset.article}:`
  const isWritable = "isWritable" in told.dataset
  const isUnsaved = "isUnsaved" in told.dataset // the server sends back what it did not save

  // The browser's store, which may be full or forbidden.

  const store = {
    keys() {
      try {
        return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX))
      } catch {
        return []
      }
    },
    read(key) {
      try {
        return JSON.parse(localStorage.getItem(key))
      } catch {
        return null
      }
    },
    write(key, draft) {
      try {
        localStorage.setItem(key, JSON.stringify(draft))
        desk.notice("no-room", "")
        return true
      } catch {
        desk.notice("no-room", desk.say("no_room"))
        return false
      }
    },
    drop(key) {
      try {
        localStorage.removeItem(key)
      } catch {
        // Where nothing can be kept, nothing is.
      }
    },
  }

  /** Drop what is older than two weeks, and what the server says was saved. */
  function tidy() {
    const saved = document.cookie.match(/(?:^|; )newsroom_saved=([^;]*)/)?.[1].split(".") ?? []
    for (const key of store.keys()) {
      const isOld = !(store.read(key)?.at > Date.now() - KEPT_FOR)
      if (isOld || saved.includes(key.split(":").pop())) store.drop(key)
    }
    document.cookie = `newsroom_saved=; path=${told.dataset.home}; max-age=0`
  }

  // Keeping.

  const newName = () => Date.now().toString(36) + Math.random().toString(36).slice(2, 8)
  if (!form.elements.draft.value) form.elements.draft.value = newName()
  const own = OURS + form.elements.draft.value
  const asSent = isUnsaved ? null : desk.text(desk.read(desk.AS_SENT))
  let last = asSent
  let isLeaving = false

  const draft = () => ({
    fields: desk.read(),
    labels: desk.labels(),
    builds_on: form.elements.builds_on?.value ?? "",
    at: Date.now(),
  })

  const isDirty = () => isWritable && desk.text(desk.read()) !== asSent

  /** Keep the fields if they have changed; return whether they are safe. */
  function keep() {
    const now = desk.text(desk.read())
    if (now === last || !isWritable) return true
    last = now
    if (now !== asSent) return store.write(own, draft())
    store.drop(own)
    return true
  }

  // Giving back.

  function offer(key) {
    const kept = store.read(key)
    const shown = document.getElementById("desk-kept").content.cloneNode(true).firstElementChild
    shown.querySelector("[data-says]").textContent = desk.say(sentence(kept), { when: time(kept.at) })
    shown.querySelector("[data-drop]").addEventListener("click", () => {
      store.drop(key)
      shown.remove()
    })
    shown.querySelector("[data-restore]").addEventListener("click", () => {
      if (isWritable) putBack(key, kept)
      else show(shown, kept)
      if (isWritable) shown.remove()
    })
    desk.notices.append(shown)
  }

  function sentence(kept) {
    if (!isWritable) return "kept_to_read"
    return kept.builds_on === (form.elements.builds_on?.value ?? "") ? "kept" : "kept_older"
  }

  /** Return the instant in the zone of the desk; with the day, unless it is today. */
  function time(at) {
    const instant = new Date(at)
    const zone = { timeZone: told.dataset.zone, hourCycle: "h23" }
    const day = (each) => each.toLocaleDateString("en", zone)
    const date = day(instant) === day(new Date()) ? {} : { day: "numeric", month: "long" }
    const clock = { hour: "2-digit", minute: "2-digit", timeZoneName: "short" }
    return instant.toLocaleString(document.documentElement.lang, { ...zone, ...date, ...clock })
  }

  /** Fill the form with what was kept; what it held until now, if not saved, is kept in turn. */
  function putBack(key, kept) {
    const replaced = isDirty() ? draft() : null
    desk.fill(kept.fields, kept.labels)
    if (form.elements.builds_on) form.elements.builds_on.value = kept.builds_on
    last = null
    if (keep()) store.drop(key)
    if (!replaced) return
    const another = OURS + newName()
    if (store.write(another, replaced)) offer(another)
  }

  function show(notice, kept) {
    if (notice.querySelector("pre")) return
    const texts = ["headline", "standfirst", "body", "notice"].flatMap((name) => kept.fields[name] ?? [])
    const shown = Object.assign(document.createElement("pre"), { className: "desk-kept-text", tabIndex: 0 })
    shown.textContent = texts.filter(Boolean).join("\n\n")
    notice.append(shown)
  }

  // Beginning, and leaving.

  tidy()
  keep()
  for (const key of store.keys().filter((each) => each.startsWith(OURS) && each !== own)) {
    const isHere = desk.text(store.read(key).fields) === desk.text(desk.read())
    if (isHere && isWritable) store.drop(key)
    else offer(key)
  }

  let soon = 0
  form.addEventListener("input", () => {
    clearTimeout(soon)
    soon = setTimeout(keep, 500)
  })
  setInterval(keep, 3000) // not every field tells of a change: select2, the calendar
  addEventListener("pagehide", keep)
  addEventListener("pageshow", (event) => event.persisted && location.reload())

  form.addEventListener("submit", () => {
    keep()
    isLeaving = true
    setTimeout(() => (isLeaving = false), 20_000) // the answer did not come
  })
  form.querySelector("[data-discard]")?.addEventListener("click", () => {
    isLeaving = true
    last = desk.text(desk.read())
    store.drop(own)
  })
  addEventListener("beforeunload", (event) => {
    if (!isLeaving && isDirty()) event.preventDefault()
  })
})()
