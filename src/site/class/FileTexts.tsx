/** Files of a submission, to be read. */
export function FileTexts({ files }: { files: Readonly<Record<string, string>> }) {
  return (
    <>
      {Object.entries(files).map(([name, text]) => (
        <figure key={name}>
          <figcaption>{name}</figcaption>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long text scrolls by keyboard */}
          <pre tabIndex={0}>{text}</pre>
        </figure>
      ))}
    </>
  )
}
