/* The editor of the body. It replaces the text box, which stays the form's field. */

import {
  Blockquote, Bold, BulletList, Document, Editor, Extension, Gapcursor, HardBreak, Heading,
  History, HorizontalRule, Italic, Link, ListItem, Mark, Menu, Node, OrderedList, Paragraph,
  Subscript, Superscript, Text, createMenuFromGroups, updateAttrsDialog,
} from "django-prose-editor/editor"
import { cleanHtml } from "articles/paste"

/* Elements and attributes that imported bodies have: the editor must not lose them. */

const createMark = (name, tags = [name]) =>
  Mark.create({
    name,
    parseHTML: () => tags.map((tag) => ({ tag })),
    renderHTML: ({ HTMLAttributes }) => [name, HTMLAttributes, 0],
  })

/** Return a node of the element of this name; `spec` is what ProseMirror needs besides. */
const createNode = (name, { attributes = [], parse = {}, ...spec }) =>
  Node.create({
    name,
    parseHTML: () => [{ tag: name, ...parse }],
    renderHTML: ({ HTMLAttributes }) => [name, HTMLAttributes, 0],
    addAttributes: () => Object.fromEntries(attributes.map((each) => [each, buildAttribute(each)])),
    ...spec,
  })

const SPAN = ["colspan", "rowspan"]
/* Tables, definitions, figures and preformatted text have no tools: they come from imports and
   from pasted text, and what is in them can be edited. */
const buildNodes = () => [
  createNode("table", {
    group: "block", content: "caption? (thead|tbody|tfoot|tr)+", isolating: true,
  }),
  createNode("caption", { content: "inline*", isolating: true }),
  ...["thead", "tbody", "tfoot"].map((name) => createNode(name, { content: "tr+" })),
  createNode("tr", { content: "(td|th)+" }),
  createNode("td", { content: "block+", isolating: true, attributes: SPAN }),
  createNode("th", { content: "block+", isolating: true, attributes: [...SPAN, "scope"] }),
  createNode("dl", { group: "block", content: "(dt|dd)+" }),
  createNode("dt", { content: "inline*", defining: true }),
  createNode("dd", { content: "block+", defining: true }),
  createNode("figure", { group: "block", content: "(block|figcaption)+", isolating: true }),
  createNode("figcaption", { content: "inline*", isolating: true }),
  createNode("pre", {
    group: "block", content: "inline*", code: true, defining: true,
    parse: { preserveWhitespace: "full" },
  }),
]
const NODES = "table caption thead tbody tfoot tr td th dl dt dd figure figcaption pre".split(" ")
const MARKS = "q cite code del ins s".split(" ")

const buildAttribute = (name) => ({
  default: null,
  parseHTML: (element) => element.getAttribute(name),
})

const Attributes = Extension.create({
  name: "attributes",
  addGlobalAttributes: () => [
    {
      types: [
        ..."paragraph heading blockquote bulletList orderedList listItem".split(" "),
        ..."bold italic subscript superscript span".split(" "), ...NODES, ...MARKS,
      ],
      attributes: {
        lang: buildAttribute("lang"), dir: buildAttribute("dir"), title: buildAttribute("title"),
      },
    },
  ],
})

const Paste = Extension.create({ name: "cleanPaste", transformPastedHTML: cleanHtml })

/* The tools. */

/** Return the tools: name, group, icon or text, whether it is on, what it does. */
const buildTools = () => [
  ...[2, 3, 4].map((level) => ({
    name: `heading${level}`,
    group: "blocks",
    text: `H${level}`,
    isOn: (editor) => editor.isActive("heading", { level }),
    run: (chain) => chain.toggleHeading({ level }),
  })),
  buildToggle("blockquote", "blocks", "format_quote", (chain) => chain.toggleBlockquote()),
  buildToggle("bulletList", "lists", "format_list_bulleted", (chain) => chain.toggleBulletList()),
  buildToggle("orderedList", "lists", "format_list_numbered", (chain) => chain.toggleOrderedList()),
  buildToggle("bold", "marks", "format_bold", (chain) => chain.toggleBold()),
  buildToggle("italic", "marks", "format_italic", (chain) => chain.toggleItalic()),
  { ...buildToggle("link", "marks", "insert_link"), run: (chain) => chain.editLink(), isAble: isLinkable },
  { name: "undo", group: "past", icon: "undo", run: (chain) => chain.undo() },
  { name: "redo", group: "past", icon: "redo", run: (chain) => chain.redo() },
]

const buildToggle = (name, group, icon, run) => ({
  name, group, icon, run,
  isOn: (editor) => editor.isActive(name),
})

const isLinkable = (editor) => !editor.state.selection.empty || editor.isActive("link")

const Tools = Extension.create({
  name: "tools",
  addOptions: () => ({ words: {} }),
  addMenuItems({ menu, buttons }) {
    buildTools().forEach((tool, index) => {
      const title = this.options.words[tool.name]
      const { icon, text } = tool
      const button = icon ? buttons.material(icon, title) : buttons.text(text, title)
      const isAble = tool.isAble ?? ((editor) => tool.run(editor.can().chain()).run())
      menu.defineItem({
        name: `tools:${tool.name}`,
        groups: `tools:${tool.group}`,
        priority: 1000 - index,
        button,
        command: (editor) => tool.run(editor.chain().focus()).run(),
        active: tool.isOn ?? (() => false),
        enabled: isAble,
        update(editor) {
          button.setAttribute("aria-disabled", String(!isAble(editor)))
          if (tool.isOn) button.setAttribute("aria-pressed", String(tool.isOn(editor)))
        },
      })
    })
  },
})

/** Make the tools one Tab stop, within which the arrow keys move the focus. */
function makeToolbar(bar, label) {
  const buttons = [...bar.querySelectorAll("button")]
  bar.setAttribute("role", "toolbar")
  bar.setAttribute("aria-label", label)
  buttons.forEach((button, index) => (button.tabIndex = index ? -1 : 0))
  bar.addEventListener("keydown", (event) => {
    const offset = { ArrowRight: 1, ArrowLeft: -1, Home: -buttons.length, End: buttons.length }[event.key]
    if (!offset) return
    event.preventDefault()
    const current = buttons.indexOf(document.activeElement)
    const target = Math.min(Math.max(current + offset, 0), buttons.length - 1)
    buttons[current].tabIndex = -1
    buttons[target].tabIndex = 0
    buttons[target].focus()
  })
}

/* Links. */

const createLink = (words) =>
  Link.extend({
    addOptions() {
      return { ...this.parent?.(), enableTarget: false, words }
    },
    addAttributes() {
      return { ...this.parent?.(), hreflang: buildAttribute("hreflang"), lang: buildAttribute("lang"), dir: buildAttribute("dir"), title: buildAttribute("title") }
    },
    addMenuItems: () => {},
    addCommands() {
      return { ...this.parent?.(), editLink: () => ({ editor }) => openLinkDialog(editor, words) }
    },
    addKeyboardShortcuts: () => ({
      "Mod-k": ({ editor }) => isLinkable(editor) && editor.commands.editLink(),
    }),
  })

function openLinkDialog(editor, words) {
  const openDialog = updateAttrsDialog(
    { href: { title: words.address, format: "url" } },
    { title: words.link, submitText: words.apply },
  )
  // The command ends here; the link is set when the dialog is submitted.
  openDialog(editor, editor.getAttributes("link")).then((values) => values && setLink(editor, values.href))
  return true
}

/** Set the link, or remove it if the URL is empty. */
function setLink(editor, href) {
  const chain = editor.chain().focus().extendMarkRange("link")
  ;(href ? chain.setLink({ href }) : chain.unsetLink()).run()
}

/* The field. */

/** Return the body as the server stores it: one block a line, items and cells without a paragraph. */
function serialise(editor) {
  const { body } = new DOMParser().parseFromString(editor.getHTML(), "text/html")
  for (const item of body.querySelectorAll("li, td, th, dd")) {
    const [first, ...others] = item.children
    if (first.matches("p:not([lang], [dir], [title])") && others.every((each) => each.matches("ul, ol"))) {
      first.replaceWith(...first.childNodes)
    }
  }
  return editor.isEmpty ? "" : [...body.children].map((block) => block.outerHTML).join("\n")
}

/** Return the ARIA attributes that describe the field to screen readers. */
function buildAriaAttributes(textarea) {
  const attributes = { "aria-label": textarea.dataset.label, "aria-multiline": "true" }
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (textarea.hasAttribute(name)) attributes[name] = textarea.getAttribute(name)
  }
  return attributes
}

function replaceByEditor(textarea) {
  const words = JSON.parse(textarea.dataset.editor)
  const element = document.createElement("div")
  element.className = "prose-editor"
  textarea.before(element)
  element.append(textarea)
  const groups = ["blocks", "lists", "marks", "past"].map((name) => ({ group: `tools:${name}` }))
  const editor = new Editor({
    element,
    injectCSS: false, // it would be an inline style; editor.css has the rules
    content: textarea.value,
    editorProps: { attributes: buildAriaAttributes(textarea) },
    extensions: [
      Document, Paragraph, Text, HardBreak, Heading.configure({ levels: [2, 3, 4] }), Blockquote,
      BulletList, OrderedList.configure({ enableListAttributes: false }), ListItem, HorizontalRule, Bold, Italic, Subscript, Superscript,
      ...MARKS.map((name) => createMark(name)), createMark("span", ["span[lang]", "span[dir]"]),
      ...buildNodes(), createLink(words), Attributes, History, Gapcursor, Paste,
      Tools.configure({ words }),
      Menu.configure({ defaultItems: false, items: createMenuFromGroups(groups) }),
    ],
    onCreate: () => makeToolbar(element.querySelector(".prose-menubar"), words.toolbar),
    onUpdate() {
      textarea.value = serialise(editor)
      textarea.dispatchEvent(new Event("input", { bubbles: true }))
    },
  })
  textarea.addEventListener("newsroom:restore", () => editor.commands.setContent(textarea.value))
  connectToForm(textarea, editor)
}

/** Make the label focus the editor, and give the editor the language of the article. */
function connectToForm(textarea, editor) {
  for (const label of textarea.labels) {
    label.addEventListener("click", (event) => {
      event.preventDefault()
      editor.commands.focus()
    })
  }
  const language = textarea.form.elements.language
  const setLanguage = () => (editor.view.dom.lang = language.value)
  language?.addEventListener("change", setLanguage)
  if (language) setLanguage()
}

document.querySelectorAll("textarea[data-editor]").forEach(replaceByEditor)
