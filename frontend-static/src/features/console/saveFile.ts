/** Hands a downloaded file to the browser under its name. */
export function saveFile({ name, body }: { name: string; body: Blob }) {
  const address = URL.createObjectURL(body)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}
