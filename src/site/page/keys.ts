import type { Texts } from '../i18n/index.ts'

interface KeyGroup {
  title: string
  keys: readonly (readonly [keys: readonly string[], what: string])[]
}

/** What keys do, place by place. */
export function keyGroups(texts: Texts): KeyGroup[] {
  return [
    {
      title: texts.keysPage,
      keys: [
        [['/'], texts.keySearch],
        [['?'], texts.keyHelp],
        [['t'], texts.keyTerminal],
        [['x'], texts.keyText],
      ],
    },
    {
      title: texts.keysTerminal,
      keys: [
        [['Shift+Esc'], texts.keyLeaveTerminal],
        [['Tab'], texts.keyComplete],
        [['↑', '↓'], texts.keyHistory],
        [['Ctrl+R'], texts.keySearchBack],
        [['F1'], texts.keyExplain],
        [['Ctrl+C'], texts.keyInterrupt],
        [['Ctrl+D'], texts.keyEof],
        [['Ctrl+L'], texts.keyClear],
        [['Ctrl+A', 'Ctrl+E'], texts.keyLine],
        [['Ctrl+←', 'Ctrl+→'], texts.keyWords],
        [['Ctrl+U', 'Ctrl+K', 'Ctrl+W', 'Ctrl+Y'], texts.keyCut],
      ],
    },
    {
      title: texts.keysEditor,
      keys: [
        [['Ctrl+S'], texts.keyApply],
        [['Ctrl+Space'], texts.keyOffer],
        [['F1'], texts.keyField],
        [['Esc', 'Tab'], texts.keyLeaveEditor],
      ],
    },
  ]
}
