/* What the scripts of an article's page share: the form's fields, notices, and the server's texts. */

"use strict"

const desk = (() => {
  const root = document.getElementById("desk-together")
  const form = root.closest("form")
  const texts = JSON.parse(document.getElementById("desk-texts").textContent)
  const notices = document.getElementById("desk-notices")

  /** Return the server's text of this name with the values in it. */
  const formatText = (name, values = {}) =>
    texts[name].replace(/%\((\w+)\)s/g, (_whole, key) => values[key])

  /** Show a notice above the form, in place of one with the same name; "" removes it. */
  function showNotice(name, text) {
    let element = document.getElementById(`desk-notice-${name}`)
    if (!text) return element?.remove()
    if (!element) {
      element = Object.assign(document.createElement("p"), { className: "desk-notice" })
      element.id = `desk-notice-${name}`
      notices.append(element)
    }
    if (element.textContent !== text) element.textContent = text
  }

  /** Return the CSRF token of the cookie, which signing in in another tab may have changed. */
  function getCsrfToken() {
    const cookie =
      document.cookie.match(/(?:^|; )__Host-csrftoken=([^;]+)/) ??
      document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)
    return cookie ? cookie[1] : form.elements.csrfmiddlewaretoken.value
  }

  // Two ways to read a field: its current value, and the one that the server sent.
  const CURRENT = {
    text: (field) => field.value,
    isChecked: (field) => field.checked,
    isSelected: (option) => option.selected,
  }
  const INITIAL = {
    text: (field) => field.defaultValue,
    isChecked: (field) => field.defaultChecked,
    isSelected: (option) => option.defaultSelected,
  }

  const isField = (element) =>
    element.name && !element.name.startsWith("_") && !/^(hidden|submit|button)$/.test(element.type)

  /** Return the form's fields as {name: [values]}, without blank rows of authors. */
  function readFields(access = CURRENT) {
    const fields = {}
    for (const element of [...form.elements].filter(isField)) {
      if (isInBlankRow(element, access)) continue
      fields[element.name] = [...(fields[element.name] ?? []), ...readValues(element, access)]
    }
    return fields
  }

  function readValues(element, access) {
    if (element.type === "checkbox") return access.isChecked(element) ? ["on"] : []
    if (element.tagName !== "SELECT") return [access.text(element)]
    const chosen = [...element.options].filter(access.isSelected).map((option) => option.value)
    const first = element.multiple || !element.options.length ? [] : [element.options[0].value]
    return chosen.length ? chosen : first
  }

  function isInBlankRow(element, access) {
    const row = element.closest(".credits-input tbody tr")
    return row && ![...row.querySelectorAll("[type=text]")].some((input) => access.text(input).trim())
  }

  /** Return the fields as a string, the same for the same fields. */
  const serialise = (fields) => JSON.stringify(Object.entries(fields).sort())

  /** Return the labels of selected options as {name: {value: label}}: select2 loads options late. */
  function readLabels() {
    const selects = [...form.elements].filter((element) => isField(element) && element.selectedOptions)
    const toPair = (option) => [option.value, option.textContent]
    return Object.fromEntries(
      selects.map((each) => [each.name, Object.fromEntries([...each.selectedOptions].map(toPair))]),
    )
  }

  /** Fill the form's fields, and notify what displays them: select2, the editor of the body. */
  function fillForm(fields, labels) {
    addCreditRows(fields["credits-name"]?.length ?? 0)
    const positions = {}
    for (const element of [...form.elements].filter(isField)) {
      const position = (positions[element.name] = (positions[element.name] ?? -1) + 1)
      const isCredit = element.name.startsWith("credits-")
      if (!isCredit && !(element.name in fields)) continue
      setValue(element, fields[element.name] ?? [], { position, labels: labels[element.name] ?? {} })
    }
  }

  function setValue(element, values, { position, labels }) {
    if (element.type === "checkbox") element.checked = values.length > 0
    else if (element.tagName === "SELECT") selectOptions(element, values, labels)
    else if (position < values.length || element.type !== "number") element.value = values[position] ?? ""
    for (const name of ["input", "change"]) element.dispatchEvent(new Event(name, { bubbles: true }))
    element.dispatchEvent(new CustomEvent("newsroom:restore"))
  }

  function selectOptions(select, values, labels) {
    const existing = new Set([...select.options].map((option) => option.value))
    for (const value of values.filter((each) => !existing.has(each))) {
      select.append(new Option(labels[value] ?? value, value))
    }
    for (const option of select.options) option.selected = values.includes(option.value)
    django.jQuery(select).trigger("change") // select2 listens to jQuery's events only
  }

  function addCreditRows(count) {
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

  // Signing in again changes the token: renew it in every form that is submitted.
  addEventListener("submit", ({ target }) => {
    const field = target.elements.csrfmiddlewaretoken
    if (field) field.value = getCsrfToken()
  })

  return {
    root, form, notices, formatText, showNotice, getCsrfToken, readFields, readLabels, serialise,
    fillForm, INITIAL,
  }
})()
