/* What the scripts of a piece's page share: its form's fields, and what the server told them. */

"use strict"

const desk = (() => {
  const told = document.getElementById("desk-together")
  const form = told.closest("form")
  const texts = JSON.parse(document.getElementById("desk-texts").textContent)
  const notices = document.getElementById("desk-notices")

  /** Return a text of the server's with these values in it. */
  const say = (name, values = {}) =>
    texts[name].replace(/%\((\w+)\)s/g, (_whole, key) => values[key])

  /** Show a notice above the form in place of one with the same name; "" takes it away. */
  function notice(name, text) {
    let shown = document.getElementById(`desk-notice-${name}`)
    if (!text) return shown?.remove()
    if (!shown) {
      shown = Object.assign(document.createElement("p"), { className: "desk-notice" })
      shown.id = `desk-notice-${name}`
      notices.append(shown)
    }
    if (shown.textContent !== text) shown.textContent = text
  }

  /** Return the CSRF token: the cookie's, for signing in in another tab has changed it. */
  function csrfToken() {
    const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)
    return cookie ? cookie[1] : form.elements.csrfmiddlewaretoken.value
  }

  // Two ways to look at a field: as it stands, and as the server sent it.
  const NOW = {
    text: (field) => field.value,
    isChecked: (field) => field.checked,
    isSelected: (option) => option.selected,
  }
  const AS_SENT = {
    text: (field) => field.defaultValue,
    isChecked: (field) => field.defaultChecked,
    isSelected: (option) => option.defaultSelected,
  }

  const isField = (element) =>
    element.name && !element.name.startsWith("_") && !/^(hidden|submit|button)$/.test(element.type)

  /** Return the form's fields as {name: [values]}; rows of authors left blank are not among them. */
  function read(look = NOW) {
    const fields = {}
    for (const element of [...form.elements].filter(isField)) {
      if (isInBlankRow(element, look)) continue
      fields[element.name] = [...(fields[element.name] ?? []), ...values(element, look)]
    }
    return fields
  }

  function values(element, look) {
    if (element.type === "checkbox") return look.isChecked(element) ? ["on"] : []
    if (element.tagName !== "SELECT") return [look.text(element)]
    const chosen = [...element.options].filter(look.isSelected).map((option) => option.value)
    const first = element.multiple || !element.options.length ? [] : [element.options[0].value]
    return chosen.length ? chosen : first
  }

  function isInBlankRow(element, look) {
    const row = element.closest(".credits-input tbody tr")
    return row && ![...row.querySelectorAll("[type=text]")].some((input) => look.text(input).trim())
  }

  /** Return the fields as text, which is the same for the same fields. */
  const text = (fields) => JSON.stringify(Object.entries(fields).sort())

  /** Return the labels of what is chosen, as {name: {value: label}}: a select may not list it. */
  function labels() {
    const selects = [...form.elements].filter((element) => isField(element) && element.selectedOptions)
    const label = (option) => [option.value, option.textContent]
    return Object.fromEntries(
      selects.map((each) => [each.name, Object.fromEntries([...each.selectedOptions].map(label))]),
    )
  }

  /** Fill the form's fields, and tell whatever stands over them: select2, the body's editor. */
  function fill(fields, labels) {
    growCredits(fields["credits-name"]?.length ?? 0)
    const places = {}
    for (const element of [...form.elements].filter(isField)) {
      const place = (places[element.name] = (places[element.name] ?? -1) + 1)
      const isCredit = element.name.startsWith("credits-")
      if (!isCredit && !(element.name in fields)) continue
      put(element, fields[element.name] ?? [], { place, labels: labels[element.name] ?? {} })
    }
  }

  function put(element, values, { place, labels }) {
    if (element.type === "checkbox") element.checked = values.length > 0
    else if (element.tagName === "SELECT") choose(element, values, labels)
    else if (place < values.length || element.type !== "number") element.value = values[place] ?? ""
    for (const name of ["input", "change"]) element.dispatchEvent(new Event(name, { bubbles: true }))
    element.dispatchEvent(new CustomEvent("newsroom:restore"))
  }

  function choose(select, values, labels) {
    const known = new Set([...select.options].map((option) => option.value))
    for (const value of values.filter((each) => !known.has(each))) {
      select.append(new Option(labels[value] ?? value, value))
    }
    for (const option of select.options) option.selected = values.includes(option.value)
    django.jQuery(select).trigger("change") // select2 hears jQuery's events alone
  }

  function growCredits(count) {
    const body = form.querySelector(".credits-input tbody")
    while (body && body.rows.length < count) {
      const number = body.rows.length + 1
      const row = body.rows[body.rows.length - 1].cloneNode(true)
      for (const input of row.querySelectorAll("input")) {
        input.value = input.type === "number" ? number : ""
        input.id = input.id.replace(/_\d+_/, `_${number}_`)
        input.ariaLabel = input.ariaLabel.replace(/\d+/, number)
      }
      body.append(row)
    }
  }

  // A token that was changed by signing in again is renewed in every form that is sent.
  addEventListener("submit", ({ target }) => {
    const field = target.elements.csrfmiddlewaretoken
    if (field) field.value = csrfToken()
  })

  return { told, form, notices, say, notice, csrfToken, read, text, labels, fill, AS_SENT }
})()
