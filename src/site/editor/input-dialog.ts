interface Question {
  title: string
  label: string
  value: string
  confirm: string
  cancel: string
}

/** Asks for a line of text; undefined when it was not given. */
export function inputDialog({ title, label, value, confirm, cancel }: Question): Promise<string | undefined> {
  const dialog = document.createElement('dialog')
  dialog.className = 'ask'
  dialog.setAttribute('aria-label', title)
  const form = Object.assign(document.createElement('form'), { method: 'dialog' })
  const field = Object.assign(document.createElement('label'), { textContent: label })
  const input = Object.assign(document.createElement('input'), { value, autocomplete: 'off', spellcheck: false })
  field.append(input)
  const yes = Object.assign(document.createElement('button'), { value: 'yes', textContent: confirm, className: 'button small primary' })
  const no = Object.assign(document.createElement('button'), {
    value: 'no',
    textContent: cancel,
    className: 'button small',
    formNoValidate: true,
  })
  const row = Object.assign(document.createElement('p'), { className: 'row' })
  row.append(yes, no)
  form.append(field, row)
  dialog.append(form)
  document.body.append(dialog)
  dialog.showModal()
  input.select()
  return new Promise((resolve) =>
    dialog.addEventListener('close', () => {
      dialog.remove()
      resolve(dialog.returnValue === 'yes' ? input.value : undefined)
    }),
  )
}
