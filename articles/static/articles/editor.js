/* The editor of the body in place of its text box, which stays the field that is sent. */

import {
  Blockquote, Bold, BulletList, Document, Editor, Extension, Gapcursor, HardBreak, Heading,
  History, HorizontalRule, Italic, Link, ListItem, Mark, Menu, OrderedList, Paragraph, Subscript,
  Superscript, Text, createMenuFromGroups, updateAttrsDialog,
} from "django-prose-editor/editor"
import { cleaned } from "articles/paste"

/* What a body may hold besides: nothing of an imported piece is lost in the editor. */

const wordsMark = (name) =>
  Mark.create({
    name,
    parseHTML: () => [{ tag: name }],
    renderHTML: ({ HTMLAttributes }) => [name, HTMLAttributes, 0],
  })

const kept = (name) => ({
  default: null,
  parseHTML: (element) => element.getAttribute(name),
})

const Attributes = Extension.create({
  name: "attributes",
  addGlobalAttributes: () => [
    {
      types: [
        ..."paragraph heading blockquote bulletList orderedList listItem".split(" "),
        ..."bold italic subscript superscript q cite".split(" "),
      ],
      attributes: { lang: kept("lang"), title: kept("title") },
    },
  ],
})

const Paste = Extension.create({ name: "cleanPaste", transformPastedHTML: cleaned })

/* The tools. */

/** Return the tools: name, group, picture or letters, whether it is on, what it does. */
const tools = () => [
  ...[2, 3, 4].map((level) => ({
    name: `heading${level}`,
    group: "blocks",
    letters: `H${level}`,
    isOn: (editor) => editor.isActive("heading", { level }),
    run: (chain) => chain.toggleHeading({ level }),
  })),
  toggle("blockquote", "blocks", "format_quote", (chain) => chain.toggleBlockquote()),
  toggle("bulletList", "lists", "format_list_bulleted", (chain) => chain.toggleBulletList()),
  toggle("orderedList", "lists", "format_list_numbered", (chain) => chain.toggleOrderedList()),
  toggle("bold", "marks", "format_bold", (chain) => chain.toggleBold()),
  toggle("italic", "marks", "format_italic", (chain) => chain.toggleItalic()),
  { ...toggle("link", "marks", "insert_link"), run: (chain) => chain.editLink(), isAble: isLinkable },
  { name: "undo", group: "past", picture: "undo", run: (chain) => chain.undo() },
  { name: "redo", group: "past", picture: "redo", run: (chain) => chain.redo() },
]

const toggle = (name, group, picture, run) => ({
  name, group, picture, run,
  isOn: (editor) => editor.isActive(name),
})

const isLinkable = (editor) => !editor.state.selection.empty || editor.isActive("link")

const Tools = Extension.create({
  name: "tools",
  addOptions: () => ({ words: {} }),
  addMenuItems({ menu, buttons }) {
    tools().forEach((tool, index) => {
      const title = this.options.words[tool.name]
      const { picture, letters } = tool
      const button = picture ? buttons.material(picture, title) : buttons.text(letters, title)
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

/** Make the tools one stop of the Tab key, within which the arrow keys move. */
function makeToolbar(bar, label) {
  const buttons = [...bar.querySelectorAll("button")]
  bar.setAttribute("role", "toolbar")
  bar.setAttribute("aria-label", label)
  buttons.forEach((button, index) => (button.tabIndex = index ? -1 : 0))
  bar.addEventListener("keydown", (event) => {
    const to = { ArrowRight: 1, ArrowLeft: -1, Home: -buttons.length, End: buttons.length }[event.key]
    if (!to) return
    event.preventDefault()
    const here = buttons.indexOf(document.activeElement)
    const there = Math.min(Math.max(here + to, 0), buttons.length - 1)
    buttons[here].tabIndex = -1
    buttons[there].tabIndex = 0
    buttons[there].focus()
  })
}

/* Links. */

const linkTo = (words) =>
  Link.extend({
    addOptions() {
      return { ...this.parent?.(), enableTarget: false, words }
    },
    addAttributes() {
      return { ...this.parent?.(), hreflang: kept("hreflang"), lang: kept("lang"), title: kept("title") }
    },
    addMenuItems: () => {},
    addCommands() {
      return { ...this.parent?.(), editLink: () => ({ editor }) => askForLink(editor, words) }
    },
    addKeyboardShortcuts: () => ({
      "Mod-k": ({ editor }) => isLinkable(editor) && editor.commands.editLink(),
    }),
  })

function askForLink(editor, words) {
  const ask = updateAttrsDialog(
    { href: { title: words.address, format: "url" } },
    { title: words.link, submitText: words.apply },
  )
  // The command ends here; the link is made when the address has been given.
  ask(editor, editor.getAttributes("link")).then((answer) => answer && setLink(editor, answer.href))
  return true
}

/** Make, change or, where the address is empty, remove the link. */
function setLink(editor, href) {
  const chain = editor.chain().focus().extendMarkRange("link")
  ;(href ? chain.setLink({ href }) : chain.unsetLink()).run()
}

/* The field. */

/** Return the body as the server keeps it: a block a line, an item without a paragraph in it. */
function written(editor) {
  const { body } = new DOMParser().parseFromString(editor.getHTML(), "text/html")
  for (const item of body.querySelectorAll("li")) {
    const [first, ...others] = item.children
    if (first.matches("p:not([lang], [title])") && others.every((each) => each.matches("ul, ol"))) {
      first.replaceWith(...first.childNodes)
    }
  }
  return editor.isEmpty ? "" : [...body.children].map((block) => block.outerHTML).join("\n")
}

/** Return the attributes that tell somebody who cannot see it which field this is. */
function described(textarea) {
  const attributes = { "aria-label": textarea.dataset.label, "aria-multiline": "true" }
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (textarea.hasAttribute(name)) attributes[name] = textarea.getAttribute(name)
  }
  return attributes
}

function edit(textarea) {
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
    editorProps: { attributes: described(textarea) },
    extensions: [
      Document, Paragraph, Text, HardBreak, Heading.configure({ levels: [2, 3, 4] }), Blockquote,
      BulletList, OrderedList.configure({ enableListAttributes: false }), ListItem, HorizontalRule, Bold, Italic, Subscript, Superscript,
      wordsMark("q"), wordsMark("cite"), linkTo(words), Attributes, History, Gapcursor, Paste,
      Tools.configure({ words }),
      Menu.configure({ defaultItems: false, items: createMenuFromGroups(groups) }),
    ],
    onCreate: () => makeToolbar(element.querySelector(".prose-menubar"), words.toolbar),
    onUpdate() {
      textarea.value = written(editor)
      textarea.dispatchEvent(new Event("input", { bubbles: true }))
    },
  })
  textarea.addEventListener("newsroom:restore", () => editor.commands.setContent(textarea.value))
  followForm(textarea, editor)
}

/** Let the label lead to the editor, and check the spelling in the language of the piece. */
function followForm(textarea, editor) {
  for (const label of textarea.labels) {
    label.addEventListener("click", (event) => {
      event.preventDefault()
      editor.commands.focus()
    })
  }
  const language = textarea.form.elements.language
  const follow = () => (editor.view.dom.lang = language.value)
  language?.addEventListener("change", follow)
  if (language) follow()
}

document.querySelectorAll("textarea[data-editor]").forEach(edit)
