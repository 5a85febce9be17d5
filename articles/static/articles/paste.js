/* What is pasted, as the few elements that a body may hold: its structure stays, all else goes. */

const DROPPED = new Set(
  ("script style template title head meta link base img picture svg math iframe object embed " +
    "video audio canvas map button select option textarea input noscript noframes").split(" "),
)
const MARKS = {
  a: "a", b: "strong", strong: "strong", i: "em", em: "em", sub: "sub", sup: "sup", q: "q",
  cite: "cite",
}
const INLINE = new Set(
  [...Object.keys(MARKS)].concat(
    ("abbr acronym bdi bdo big code data del dfn font ins kbd label mark nobr output ruby rt s " +
      "samp small span strike time tt u var wbr").split(" "),
  ),
)
const HEADINGS = { h1: "h2", h2: "h2", h3: "h3", h4: "h4", h5: "h4", h6: "h4" }

/** Return pasted HTML as clean HTML. Nothing of it is run, fetched or applied on the way. */
export function cleaned(html) {
  const { body, sheet } = inert(html)
  const source = new DOMParser().parseFromString(body, "text/html")
  applyRules(source, sheet)
  const writer = new Writer(document.implementation.createHTMLDocument(""))
  writer.walk(source.body, [], new Look())
  const root = writer.finished()
  const slice = source.querySelector("[data-pm-slice]")?.dataset.pmSlice
  if (slice) root.firstElementChild?.setAttribute("data-pm-slice", slice)
  return root.innerHTML
}

/**
 * Take the style sheets out, and put style attributes under another name: even in a document that
 * is never shown the browser reports them as breaches of the Content-Security-Policy.
 */
function inert(html) {
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

/* Style sheets and style attributes, as far as they hide. */

/** Give each element what the rules say of it, before what its own attribute says. */
function applyRules(source, sheet) {
  const rules = sheet.replace(/\/\*[^]*?\*\/|<!--|-->/g, "").replace(/@(?:import|charset)[^;]*;/g, "")
  // Rules in a media query are none: the text is for every screen.
  const everywhere = rules.replace(/@[^{};]+\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}/g, "")
  for (const [, selector, declarations] of everywhere.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    if (!/display|visibility|mso-hide|font-size|opacity|overflow/i.test(declarations)) continue
    for (const element of matches(source, selector.trim())) {
      element.dataset.rules = `${element.dataset.rules ?? ""};${declarations}`
    }
  }
}

function matches(source, selector) {
  try {
    return source.querySelectorAll(selector)
  } catch {
    return [] // a selector of Word's own
  }
}

function declarations(element) {
  const text = `${element.dataset.rules ?? ""};${element.dataset.style ?? ""}`
  const found = {}
  for (const line of text.toLowerCase().split(";")) {
    const [name, ...value] = line.split(":")
    found[name.trim()] = value.join(":").replace(/!\s*important/, "").trim()
  }
  return found
}

const isNothing = (size) => /^0*\.?0+[a-z%]*$/.test(size ?? "")

const isGone = (element, style) =>
  element.hasAttribute("hidden") ||
  style.display === "none" ||
  style["mso-hide"] === "all" ||
  isNothing(style.opacity) ||
  (style.overflow === "hidden" && (isNothing(style.height) || isNothing(style["max-height"])))

/** How a text looks: what it has from the elements around it. */
class Look {
  isInvisible = false
  isTiny = false
  isVerbatim = false

  within(element, style) {
    const look = Object.assign(new Look(), this)
    if (style.visibility) look.isInvisible = /hidden|collapse/.test(style.visibility)
    if (style["font-size"]) look.isTiny = isNothing(style["font-size"])
    if (element.localName === "pre") look.isVerbatim = true
    return look
  }

  get isShown() {
    return !this.isInvisible && !this.isTiny
  }
}

/* Marks. */

/** Return the marks of the text within the element: those around it, and its own. */
function marked(element, style, marks) {
  const mark = MARKS[element.localName]
  const isBold = isHeavy(style["font-weight"]) ?? mark === "strong"
  const isItalic = style["font-style"] ? /italic|oblique/.test(style["font-style"]) : mark === "em"
  const href = mark === "a" && address(element)
  return [
    ...marks,
    ...(isBold ? [["strong"]] : []),
    ...(isItalic ? [["em"]] : []),
    ...(href ? [["a", href]] : []),
    ...(mark && !["a", "strong", "em"].includes(mark) ? [[mark]] : []),
  ]
}

/** Tell whether a weight is bold; undefined where there is none. */
function isHeavy(weight) {
  if (/^(bold|bolder|[6-9]00)$/.test(weight ?? "")) return true
  return /^(normal|lighter|[1-5]00)$/.test(weight ?? "") ? false : undefined
}

const address = (link) => {
  const href = link.getAttribute("href")?.trim() ?? ""
  return /^(https?:\/\/|mailto:)/i.test(href) ? href : ""
}

/* Word writes the items of a list as paragraphs that name their list and their level. */

function wordItem(element, style) {
  const [, list, level] = /(l\d+) level(\d+)/.exec(style["mso-list"] ?? "") ?? []
  if (!list || element.localName in HEADINGS) return null
  const sign = [...element.querySelectorAll("[data-style]")].find((each) =>
    /mso-list:\s*ignore/i.test(each.dataset.style),
  )
  const bullet = (sign?.textContent ?? "").trim()
  sign?.remove()
  const isNumbered = /^\(?(\d+|[a-z]{1,4}|[IVXLC]+)[.)]/i.test(bullet)
  return { list, level: Math.min(level, 9), name: isNumbered ? "ol" : "ul", start: parseInt(bullet, 10) }
}

/** Writes blocks into a document of its own, the text of each with its marks. */
class Writer {
  constructor(target) {
    this.target = target
    this.root = target.body
    this.place = this.root // where the next block goes
    this.line = null // the paragraph, heading or item that takes text now
    this.lists = [] // the lists of Word that are open, the outermost first
  }

  finished() {
    this.endLine()
    return this.root
  }

  walk(node, marks, look) {
    for (const child of node.childNodes) this.node(child, marks, look)
  }

  node(node, marks, look) {
    if (node.nodeType === Node.TEXT_NODE) this.text(node.data, marks, look)
    else if (node.nodeType === Node.ELEMENT_NODE) this.element(node, marks, look)
  }

  element(element, marks, look) {
    const name = element.localName
    const style = declarations(element)
    if (DROPPED.has(name) || isGone(element, style)) return
    const inner = look.within(element, style)
    if (name === "br") this.lineBreak(inner)
    else if (INLINE.has(name) || name.includes(":") || this.inHeading)
      this.walk(element, marked(element, style, marks), inner)
    else this.block(element, style, marks, inner)
  }

  block(element, style, marks, look) {
    this.endLine()
    const name = element.localName
    const item = wordItem(element, style)
    if (!item && name !== "div") this.lists = []
    if (item) this.wordItem(element, item, marks, look)
    else if (name in HEADINGS && this.place.tagName !== "LI")
      this.within(HEADINGS[name], () => this.walk(element, marks, look))
    else if (name === "ul" || name === "ol") this.list(element, marks, look)
    else if (name === "li") this.within("ul", () => this.item(element, marks, look))
    else if (name === "blockquote" || /\bMso(Intense)?Quote/.test(element.className))
      this.within("blockquote", () => this.walk(element, marks, look))
    else if (name === "hr") this.place.append(this.target.createElement("hr"))
    else this.walk(element, marks, look)
    this.endLine()
  }

  /** Write into a new element; what stays empty goes again. */
  within(name, write, attributes = {}) {
    const outer = this.place
    const element = this.target.createElement(name)
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
    outer.append(element)
    this.place = element
    this.line = this.inHeading ? element : null
    write()
    this.endLine()
    this.place = outer
    if (!element.hasChildNodes()) element.remove()
    return element
  }

  get inHeading() {
    return /^H\d$/.test(this.place.tagName)
  }

  list(element, marks, look) {
    const start = parseInt(element.getAttribute("start"), 10)
    const attributes = element.localName === "ol" && start > 1 ? { start } : {}
    this.within(
      element.localName,
      () => {
        for (const child of element.childNodes) this.listChild(child, marks, look)
      },
      attributes,
    )
  }

  /** Write an item; what stands in a list without being one belongs to the item before it. */
  listChild(child, marks, look) {
    const list = this.place
    const write = () => this.node(child, marks, look)
    if (child.localName === "li") this.item(child, marks, look)
    else if (!list.lastElementChild) this.within("li", write)
    else {
      this.place = list.lastElementChild
      write()
      this.endLine()
      this.place = list
    }
  }

  item(element, marks, look) {
    const style = declarations(element)
    if (isGone(element, style)) return
    this.within("li", () => this.walk(element, marks, look.within(element, style)))
  }

  wordItem(element, { list, level, name, start }, marks, look) {
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

  text(text, marks, look) {
    if (look.isVerbatim && text.includes("\n")) this.verbatim(text, marks, look)
    else if (look.isShown && (this.line || /\S/.test(text))) this.write(text, marks)
  }

  /** Write text whose line feeds count. */
  verbatim(text, marks, look) {
    text.split("\n").forEach((line, index) => {
      if (index) this.lineBreak(look)
      this.text(line, marks, look)
    })
  }

  write(text, marks) {
    this.openLine()
    let node = this.target.createTextNode(text)
    for (const [name, href] of [...marks].reverse()) {
      if (name === "strong" && this.inHeading) continue // it is bold already
      const mark = this.target.createElement(name)
      if (href) mark.setAttribute("href", href)
      mark.append(node)
      node = mark
    }
    this.line.append(node)
  }

  /** One break is a break, two divide paragraphs. */
  lineBreak(look) {
    if (!this.line || !look.isShown) return
    const last = this.lastShown()
    if (last?.localName !== "br") this.line.append(this.target.createElement("br"))
    else if (!this.inHeading) this.endLine()
  }

  lastShown() {
    let last = this.line.lastChild
    while (last && last.localName !== "br" && isBlank(last)) last = last.previousSibling
    return last
  }

  openLine() {
    if (this.line) return
    this.line = this.target.createElement("p")
    this.place.append(this.line)
  }

  /** End the paragraph, without breaks and blanks at its end; one without words goes. */
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
