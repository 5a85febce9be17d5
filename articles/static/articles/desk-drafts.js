/* Store what is typed in the browser until it is saved, offer to restore it, warn before leaving. */

"use strict"

;(() => {
  const { root, form } = desk
  const MAX_AGE = 14 * 24 * 60 * 60 * 1000
  const PREFIX = "newsroom:draft:"
  const OWN_PREFIX = `${PREFIX}${root.dataset.person}:${root.dataset.article}:`
  const isWritable = "isWritable" in root.dataset
  const isUnsaved = "isUnsaved" in root.dataset // the server returned the form without saving

  // The browser's local storage, which may be full or forbidden.

  const storage = {
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
        desk.showNotice("no-room", "")
        return true
      } catch {
        desk.showNotice("no-room", desk.formatText("no_room"))
        return false
      }
    },
    remove(key) {
      try {
        localStorage.removeItem(key)
      } catch {
        // Where nothing can be stored, there is nothing to remove.
      }
    },
  }

  /** Remove drafts that are older than two weeks or that the server has saved. */
  function removeOldDrafts() {
    const [, name, value] =
      document.cookie.match(/(?:^|; )((?:__Secure-)?newsroom_saved)=([^;]*)/) ?? []
    const saved = value?.split(".") ?? []
    for (const key of storage.keys()) {
      const isOld = !(storage.read(key)?.at > Date.now() - MAX_AGE)
      if (isOld || saved.includes(key.split(":").pop())) storage.remove(key)
    }
    const secure = name?.startsWith("__Secure-") ? "; secure" : ""
    if (name) document.cookie = `${name}=; path=${root.dataset.home}; max-age=0${secure}`
  }

  // Storing.

  const newName = () => Date.now().toString(36) + Math.random().toString(36).slice(2, 8)
  if (!form.elements.draft.value) form.elements.draft.value = newName()
  const ownKey = OWN_PREFIX + form.elements.draft.value
  const initial = isUnsaved ? null : desk.serialise(desk.readFields(desk.INITIAL))
  let last = initial
  let isLeaving = false

  const buildDraft = () => ({
    fields: desk.readFields(),
    labels: desk.readLabels(),
    builds_on: form.elements.builds_on?.value ?? "",
    at: Date.now(),
  })

  const isDirty = () => isWritable && desk.serialise(desk.readFields()) !== initial

  /** Store the fields if they have changed; return whether they are safe. */
  function storeDraft() {
    const current = desk.serialise(desk.readFields())
    if (current === last || !isWritable) return true
    last = current
    if (current !== initial) return storage.write(ownKey, buildDraft())
    storage.remove(ownKey)
    return true
  }

  // Restoring.

  function offerDraft(key) {
    const draft = storage.read(key)
    const notice = document.getElementById("desk-kept").content.cloneNode(true).firstElementChild
    const when = formatInstant(draft.at)
    notice.querySelector("[data-says]").textContent = desk.formatText(chooseText(draft), { when })
    notice.querySelector("[data-drop]").addEventListener("click", () => {
      storage.remove(key)
      notice.remove()
    })
    notice.querySelector("[data-restore]").addEventListener("click", () => {
      if (isWritable) restore(key, draft)
      else showDraft(notice, draft)
      if (isWritable) notice.remove()
    })
    desk.notices.append(notice)
  }

  function chooseText(draft) {
    if (!isWritable) return "unsaved_read_only"
    return draft.builds_on === (form.elements.builds_on?.value ?? "") ? "unsaved" : "unsaved_older"
  }

  /** Return the instant in the site's time zone, with the day unless it is today. */
  function formatInstant(at) {
    const instant = new Date(at)
    const zone = { timeZone: root.dataset.zone, hourCycle: "h23" }
    const formatDay = (each) => each.toLocaleDateString("en", zone)
    const date = formatDay(instant) === formatDay(new Date()) ? {} : { day: "numeric", month: "long" }
    const clock = { hour: "2-digit", minute: "2-digit", timeZoneName: "short" }
    return instant.toLocaleString(document.documentElement.lang, { ...zone, ...date, ...clock })
  }

  /** Fill the form with the draft; store what the form held until now, if that is not saved. */
  function restore(key, draft) {
    const replaced = isDirty() ? buildDraft() : null
    desk.fillForm(draft.fields, draft.labels)
    if (form.elements.builds_on) form.elements.builds_on.value = draft.builds_on
    last = null
    if (storeDraft()) storage.remove(key)
    if (!replaced) return
    const newKey = OWN_PREFIX + newName()
    if (storage.write(newKey, replaced)) offerDraft(newKey)
  }

  function showDraft(notice, draft) {
    if (notice.querySelector("pre")) return
    const texts = ["headline", "standfirst", "body", "notice"].flatMap((name) => draft.fields[name] ?? [])
    const element = Object.assign(document.createElement("pre"), { className: "desk-kept-text", tabIndex: 0 })
    element.textContent = texts.filter(Boolean).join("\n\n")
    notice.append(element)
  }

  // Opening and leaving the page.

  removeOldDrafts()
  storeDraft()
  for (const key of storage.keys().filter((each) => each.startsWith(OWN_PREFIX) && each !== ownKey)) {
    const isSame = desk.serialise(storage.read(key).fields) === desk.serialise(desk.readFields())
    if (isSame && isWritable) storage.remove(key)
    else offerDraft(key)
  }

  let timer = 0
  form.addEventListener("input", () => {
    clearTimeout(timer)
    timer = setTimeout(storeDraft, 500)
  })
  setInterval(storeDraft, 3000) // some widgets fire no event: select2, the calendar
  addEventListener("pagehide", storeDraft)
  addEventListener("pageshow", (event) => event.persisted && location.reload())

  form.addEventListener("submit", () => {
    storeDraft()
    isLeaving = true
    setTimeout(() => (isLeaving = false), 20_000) // no response has come
  })
  form.querySelector("[data-discard]")?.addEventListener("click", () => {
    isLeaving = true
    last = desk.serialise(desk.readFields())
    storage.remove(ownKey)
  })
  addEventListener("beforeunload", (event) => {
    if (!isLeaving && isDirty()) event.preventDefault()
  })
})()
