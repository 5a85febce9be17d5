/* Clean pasted HTML: keep its structure in the few elements that a body may have, drop the rest. */

const DROPPED = new Set(
  ("script style template title head meta link base img picture svg math iframe object embed " +
    "video audio canvas map button select option textarea input noscript noframes").split(" "),
)
const MARKS = {
  a: "a", b: "strong", strong: "strong", i: "em", em: "em", sub: "sub", sup: "sup", q: "q",
  cite: "cite", code: "code", kbd: "code", samp: "code", tt: "code", del: "del", ins: "ins", s: "s",
  strike: "s",
}
const INLINE = new Set(
  [...Object.keys(MARKS)].concat(
    ("abbr acronym bdi bdo big code data del dfn font ins kbd label mark nobr output ruby rt s " +
      "samp small span strike time tt u var wbr").split(" "),
  ),
)
/* Elements whose text is one line, or several with line breaks, without blocks in it. */
const LINES = new Set("H2 H3 H4 PRE DT CAPTION FIGCAPTION".split(" "))
const HEADINGS = { h1: "h2", h2: "h2", h3: "h3", h4: "h4", h5: "h4", h6: "h4" }

/** Return the HTML cleaned. Nothing of it is run, loaded or applied in the process. */
export function cleanHtml(html) {
  const { body, sheet } = neutralise(html)
  const source = new DOMParser().parseFromString(body, "text/html")
  applyRules(source, sheet)
  const writer = new Writer(document.implementation.createHTMLDocument(""))
  writer.walk(source.body, [], new Look())
  const root = writer.finish()
  const slice = source.querySelector("[data-pm-slice]")?.dataset.pmSlice
  if (slice) root.firstElementChild?.setAttribute("data-pm-slice", slice)
  return root.innerHTML
}

/**
 * Return the body without style sheets and the sheets' text; rename style and event attributes.
 *
 * The browser reports styles as violations of the Content-Security-Policy even in a document that
 * is never displayed.
 */
function neutralise(html) {
  let sheet = ""
  const body = html
    .replace(/<style\b[^>]*>([^]*?)<\/style\s*>/gi, (_, css) => ((sheet += css + "\n"), ""))
    .replace(/<[a-z](?:"[^"]*"|'[^']*'|[^'">])*>/gi, (tag) =>
      tag.replace(/"[^"]*"|'[^']*'|(?<=[\s"'/])(?:style|on[a-z]+)(?=\s*=)/gi, (part) =>
        /^["']/.test(part) ? part : `data-${part}`,
      ),
    )
  return { body, sheet }
}

/* Style sheets and style attributes, as far as they hide text. */

/** Add to each element the declarations that match it; its own attribute overrides them. */
function applyRules(source, sheet) {
  const rules = sheet.replace(/\/\*[^]*?\*\/|<!--|-->/g, "").replace(/@(?:import|charset)[^;]*;/g, "")
  // Rules in a media query are ignored: the text is for every screen.
  const unconditional = rules.replace(/@[^{};]+\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}/g, "")
  for (const [, selector, declarations] of unconditional.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    if (!/display|visibility|mso-hide|font-size|opacity|overflow/i.test(declarations)) continue
    for (const element of findMatches(source, selector.trim())) {
      element.dataset.rules = `${element.dataset.rules ?? ""};${declarations}`
    }
  }
}

function findMatches(source, selector) {
  try {
    return source.querySelectorAll(selector)
  } catch {
    return [] // a selector of Word's own
  }
}

function parseDeclarations(element) {
  const text = `${element.dataset.rules ?? ""};${element.dataset.style ?? ""}`
  const style = {}
  for (const line of text.toLowerCase().split(";")) {
    const [name, ...value] = line.split(":")
    style[name.trim()] = value.join(":").replace(/!\s*important/, "").trim()
  }
  return style
}

const isZero = (size) => /^0*\.?0+[a-z%]*$/.test(size ?? "")

const isHidden = (element, style) =>
  element.hasAttribute("hidden") ||
  style.display === "none" ||
  style["mso-hide"] === "all" ||
  isZero(style.opacity) ||
  (style.overflow === "hidden" && (isZero(style.height) || isZero(style["max-height"])))

/** The visibility and white space of a text, inherited from the elements around it. */
class Look {
  isInvisible = false
  isTiny = false
  isVerbatim = false

  inherit(element, style) {
    const look = Object.assign(new Look(), this)
    if (style.visibility) look.isInvisible = /hidden|collapse/.test(style.visibility)
    if (style["font-size"]) look.isTiny = isZero(style["font-size"])
    if (element.localName === "pre") look.isVerbatim = true
    return look
  }

  get isVisible() {
    return !this.isInvisible && !this.isTiny
  }
}

/* Marks. */

/** Return the marks of the text in the element: the outer ones and its own. */
function addMarks(element, style, marks) {
  const mark = MARKS[element.localName]
  const isBold = isHeavy(style["font-weight"]) ?? mark === "strong"
  const isItalic = style["font-style"] ? /italic|oblique/.test(style["font-style"]) : mark === "em"
  const href = mark === "a" && readUrl(element)
  return [
    ...marks,
    ...(isBold ? [["strong"]] : []),
    ...(isItalic ? [["em"]] : []),
    ...(href ? [["a", href]] : []),
    ...(mark && !["a", "strong", "em"].includes(mark) ? [[mark]] : []),
  ]
}

/** Tell whether the font weight is bold; undefined if there is none. */
function isHeavy(weight) {
  if (/^(bold|bolder|[6-9]00)$/.test(weight ?? "")) return true
  return /^(normal|lighter|[1-5]00)$/.test(weight ?? "") ? false : undefined
}

const readUrl = (link) => {
  const href = link.getAttribute("href")?.trim() ?? ""
  return /^(https?:\/\/|mailto:)/i.test(href) ? href : ""
}

/* Word writes list items as paragraphs that name their list and their level. */

function parseWordItem(element, style) {
  const [, list, level] = /(l\d+) level(\d+)/.exec(style["mso-list"] ?? "") ?? []
  if (!list || element.localName in HEADINGS) return null
  const marker = [...element.querySelectorAll("[data-style]")].find((each) =>
    /mso-list:\s*ignore/i.test(each.dataset.style),
  )
  const bullet = (marker?.textContent ?? "").trim()
  marker?.remove()
  const isNumbered = /^\(?(\d+|[a-z]{1,4}|[IVXLC]+)[.)]/i.test(bullet)
  return { list, level: Math.min(level, 9), name: isNumbered ? "ol" : "ul", start: parseInt(bullet, 10) }
}

/** Writes blocks into a new document, with the marks of their text. */
class Writer {
  constructor(target) {
    this.target = target
    this.root = target.body
    this.place = this.root // where the next block goes
    this.line = null // the paragraph, heading or item that takes text now
    this.lists = [] // Word's lists that are open, the outermost first
  }

  finish() {
    this.endLine()
    return this.root
  }

  walk(node, marks, look) {
    for (const child of node.childNodes) this.writeNode(child, marks, look)
  }

  writeNode(node, marks, look) {
    if (node.nodeType === Node.TEXT_NODE) this.writeText(node.data, marks, look)
    else if (node.nodeType === Node.ELEMENT_NODE) this.writeElement(node, marks, look)
  }

  writeElement(element, marks, look) {
    const name = element.localName
    const style = parseDeclarations(element)
    if (DROPPED.has(name) || isHidden(element, style)) return
    const inner = look.inherit(element, style)
    const write = () => this.walk(element, addMarks(element, style, marks), inner)
    if (name === "br") this.writeLineBreak(inner)
    else if (INLINE.has(name) || name.includes(":")) write()
    else if (this.inLine) this.writeLine(write, inner)
    else this.writeBlock(element, style, marks, inner)
  }

  writeBlock(element, style, marks, look) {
    this.endLine()
    const name = element.localName
    const item = parseWordItem(element, style)
    if (!item && name !== "div") this.lists = []
    if (item) this.writeWordItem(element, item, marks, look)
    else if (name in HEADINGS && this.place.tagName !== "LI")
      this.within(HEADINGS[name], () => this.walk(element, marks, look))
    else if (name === "ul" || name === "ol") this.writeList(element, marks, look)
    else if (name === "li") this.within("ul", () => this.writeItem(element, marks, look))
    else if (name === "blockquote" || /\bMso(Intense)?Quote/.test(element.className))
      this.within("blockquote", () => this.walk(element, marks, look))
    else if (name === "pre") this.within("pre", () => this.walk(element, marks, look))
    else if (name === "table" && isDataTable(element)) this.writeTable(element, marks, look)
    else if (name === "dl") this.within("dl", () => this.writeDefinitions(element, marks, look))
    else if (name === "figure" && element.querySelector("figcaption"))
      this.within("figure", () => this.walk(element, marks, look))
    else if (name === "figcaption" && this.place.tagName === "FIGURE")
      this.within("figcaption", () => this.walk(element, marks, look))
    else if (name === "hr") this.place.append(this.target.createElement("hr"))
    else this.walk(element, marks, look)
    this.endLine()
  }

  /** Write into a new element; remove it if it stays empty. */
  within(name, write, attributes = {}) {
    const outer = this.place
    const element = this.target.createElement(name)
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
    outer.append(element)
    this.place = element
    this.line = this.inLine ? element : null
    write()
    this.endLine()
    this.place = outer
    if (!element.hasChildNodes()) element.remove()
    return element
  }

  get inLine() {
    return LINES.has(this.place.tagName)
  }

  /** Write a block as a line of the text that it is in. */
  writeLine(write, look) {
    this.writeLineBreak(look)
    write()
    this.writeLineBreak(look)
  }

  writeTable(table, marks, look) {
    this.within("table", () => {
      if (table.caption) this.within("caption", () => this.walk(table.caption, marks, look))
      for (const section of table.querySelectorAll("thead, tbody, tfoot"))
        this.within(section.localName, () => {
          for (const row of section.rows) this.writeRow(row, marks, look)
        })
    })
  }

  writeRow(row, marks, look) {
    if (isBlank(row) || isHidden(row, parseDeclarations(row))) return
    this.within("tr", () => {
      for (const cell of row.cells) this.writeCell(cell, marks, look)
    })
  }

  /** Write a cell, an empty one as well: it keeps the others in their columns. */
  writeCell(cell, marks, look) {
    const style = parseDeclarations(cell)
    if (isHidden(cell, style)) return
    const attributes = {}
    for (const name of ["colspan", "rowspan"]) if (cell[name.replace("s", "S")] > 1) attributes[name] = cell.getAttribute(name)
    if (cell.scope) attributes.scope = cell.scope
    const write = () => this.walk(cell, marks, look.inherit(cell, style))
    const written = this.within(cell.localName, write, attributes)
    if (!written.parentNode) this.place.append(written)
  }

  writeDefinitions(list, marks, look) {
    for (const child of list.childNodes) {
      const name = child.localName
      if (name === "div") this.writeDefinitions(child, marks, look)
      else if (name === "dt" || name === "dd") this.within(name, () => this.walk(child, marks, look))
      else this.within("dd", () => this.writeNode(child, marks, look))
    }
  }

  writeList(element, marks, look) {
    const start = parseInt(element.getAttribute("start"), 10)
    const attributes = element.localName === "ol" && start > 1 ? { start } : {}
    this.within(
      element.localName,
      () => {
        for (const child of element.childNodes) this.writeListChild(child, marks, look)
      },
      attributes,
    )
  }

  /** Write a list item; put any other child of a list into the item before it. */
  writeListChild(child, marks, look) {
    const list = this.place
    const write = () => this.writeNode(child, marks, look)
    if (child.localName === "li") this.writeItem(child, marks, look)
    else if (!list.lastElementChild) this.within("li", write)
    else {
      this.place = list.lastElementChild
      write()
      this.endLine()
      this.place = list
    }
  }

  writeItem(element, marks, look) {
    const style = parseDeclarations(element)
    if (isHidden(element, style)) return
    this.within("li", () => this.walk(element, marks, look.inherit(element, style)))
  }

  writeWordItem(element, { list, level, name, start }, marks, look) {
    if (this.lists[0] && this.lists[0].list !== list) this.lists = []
    this.lists.length = Math.min(this.lists.length, level)
    while (this.lists.length < level) this.openWordList(list, name, start)
    const outer = this.place
    this.place = this.lists.at(-1).node
    this.within("li", () => this.walk(element, marks, look))
    this.place = outer
  }

  openWordList(list, name, start) {
    const parent = this.lists.at(-1)?.node
    const node = this.target.createElement(name)
    if (name === "ol" && start > 1) node.setAttribute("start", start)
    if (parent && !parent.lastElementChild) parent.append(this.target.createElement("li"))
    ;(parent?.lastElementChild ?? this.place).append(node)
    this.lists.push({ list, node })
  }

  writeText(text, marks, look) {
    const isLine = this.place.tagName !== "PRE"
    if (isLine && look.isVerbatim && text.includes("\n")) this.writeVerbatim(text, marks, look)
    else if (look.isVisible && (this.line || /\S/.test(text))) this.append(text, marks)
  }

  /** Write text whose line feeds are line breaks. */
  writeVerbatim(text, marks, look) {
    text.split("\n").forEach((line, index) => {
      if (index) this.writeLineBreak(look)
      this.writeText(line, marks, look)
    })
  }

  append(text, marks) {
    this.openLine()
    let node = this.target.createTextNode(text)
    for (const [name, href] of [...marks].reverse()) {
      if (name === "strong" && /^H\d$/.test(this.place.tagName)) continue // it is bold already
      const mark = this.target.createElement(name)
      if (href) mark.setAttribute("href", href)
      mark.append(node)
      node = mark
    }
    this.line.append(node)
  }

  /** Write a line break; a second one in a row ends the paragraph. */
  writeLineBreak(look) {
    if (!this.line || !look.isVisible) return
    if (this.place.tagName === "PRE") return this.append("\n", [])
    const last = this.findLastVisible()
    if (last?.localName !== "br") this.line.append(this.target.createElement("br"))
    else if (!this.inLine) this.endLine()
  }

  findLastVisible() {
    let last = this.line.lastChild
    while (last && last.localName !== "br" && isBlank(last)) last = last.previousSibling
    return last
  }

  openLine() {
    if (this.line) return
    this.line = this.target.createElement("p")
    this.place.append(this.line)
  }

  /** End the paragraph: trim blanks and breaks at both ends, remove it if it is empty. */
  endLine() {
    const line = this.line
    this.line = null
    if (!line) return
    while (line.lastChild && isBlank(line.lastChild)) line.lastChild.remove()
    while (line.firstChild && isBlank(line.firstChild)) line.firstChild.remove()
    if (!line.hasChildNodes() && line.localName === "p") line.remove()
  }
}

const isBlank = (node) => !/\S/.test(node.textContent)

/** Tell whether a table shows figures or terms, as the server does: it may only lay out a page. */
function isDataTable(table) {
  const rows = [...table.rows]
  return (
    !table.querySelector("table") &&
    !/^(presentation|none)$/.test(table.getAttribute("role") ?? "") &&
    rows.some((row) => [...row.cells].filter((cell) => !isBlank(cell)).length > 1) &&
    rows.every((row) => [...row.cells].every((cell) => cell.textContent.length <= 2000))
  )
}
