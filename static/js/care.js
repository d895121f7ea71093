// Boxes that say when to call for help: a node of the rich-text editor. Loaded by the editor itself.
import { Node } from "django-prose-editor/editor";

const say = (words) => window.gettext?.(words) ?? words;

// The box that the cursor is in; boxes stand in nothing else.
function present({ $from }) {
  const node = $from.node(1);
  return node?.type.name === "care" ? { node, at: $from.before(1) } : null;
}

// The whole blocks of the text that the selection touches, unless a box is among them.
function blocks({ $from, $to, from, to }, doc) {
  let isFree = true;
  doc.nodesBetween(from, to, (node) => {
    isFree &&= node.type.name !== "care";
  });
  return isFree ? $from.blockRange($to, (node) => node.type === doc.type) : null;
}

export const Care = Node.create({
  name: "care",
  group: "block",
  content: "block+",
  defining: true,

  addAttributes() {
    return {
      kind: {
        default: "today",
        parseHTML: (element) => element.dataset.care,
        renderHTML: ({ kind }) => ({ "data-care": kind, "data-says": kind === "emergency" ? say("Emergency") : say("Do not wait until tomorrow") }),
      },
    };
  },

  parseHTML() {
    return [{ tag: "aside[data-care]" }];
  },

  renderHTML({ HTMLAttributes }) {
    return ["aside", HTMLAttributes, 0];
  },

  addCommands() {
    return {
      // Puts a box round the blocks, changes the one there is, or takes it away if it is of that kind.
      toggleCare:
        (kind) =>
        ({ state, tr, dispatch }) => {
          const box = present(state.selection);
          const range = box ? null : blocks(state.selection, state.doc);
          if (!box && !range) return false;
          if (!dispatch) return true;
          if (!box) tr.wrap(range, [{ type: this.type, attrs: { kind } }]);
          else if (box.node.attrs.kind !== kind) tr.setNodeMarkup(box.at, null, { kind });
          else tr.replaceWith(box.at, box.at + box.node.nodeSize, box.node.content);
          return true;
        },
    };
  },

  addMenuItems({ menu, buttons }) {
    const item = (kind, icon, words) =>
      menu.defineItem({
        name: `care-${kind}`,
        groups: "nodes",
        button: buttons.material(icon, words),
        command: (editor) => editor.chain().focus().toggleCare(kind).run(),
        active: (editor) => editor.isActive("care", { kind }),
        enabled: (editor) => editor.can().toggleCare(kind),
      });
    item("emergency", "warning", say("Box: emergency"));
    item("today", "schedule", say("Box: call the same day"));
  },
});
