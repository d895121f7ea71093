// Words that are not to be linked to the glossary: a mark of the rich-text editor, which later edits keep.
// Loaded by the editor itself.
import { Mark } from "django-prose-editor/editor";

const say = (words) => window.gettext?.(words) ?? words;

export const Unwoven = Mark.create({
  name: "unwoven",
  inclusive: false,

  parseHTML() {
    return [{ tag: "span[data-unwoven]" }];
  },

  renderHTML() {
    return ["span", { "data-unwoven": "" }, 0];
  },

  addCommands() {
    return {
      toggleUnwoven:
        () =>
        ({ commands }) =>
          commands.toggleMark(this.name, {}, { extendEmptyMarkRange: true }),
    };
  },

  addMenuItems({ menu, buttons }) {
    menu.defineItem({
      name: "unwoven",
      groups: "link",
      button: buttons.material("speaker_notes_off", say("Do not link these words to the glossary")),
      command: (editor) => editor.chain().toggleUnwoven().focus().run(),
      active: (editor) => editor.isActive("unwoven"),
      enabled: (editor) => !editor.state.selection.empty || editor.isActive("unwoven"),
    });
  },
});
