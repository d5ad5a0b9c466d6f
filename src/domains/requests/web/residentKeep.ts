/** Keeping a number: copied, or as a picture that can be shown at the desk. */
import { groupNumber } from '#lib/number.ts'

/** Copies text, also where the browser has no clipboard for pages without https. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    const field = document.createElement('textarea')
    field.value = text
    document.body.append(field)
    field.select()
    document.execCommand('copy')
    field.remove()
  }
}

interface ReceiptPicture {
  number: string
  title: string
  label: string
  how: string
  lines: readonly string[]
}

const WIDTH = 750
const HEIGHT = 520
const FONT = '-apple-system, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif'

/** Saves the receipt as a picture: nothing personal is on it. */
export async function saveReceipt({ number, title, label, how, lines }: ReceiptPicture): Promise<void> {
  const canvas = document.createElement('canvas')
  canvas.width = WIDTH
  canvas.height = HEIGHT
  const brush = canvas.getContext('2d')
  if (!brush) return
  brush.fillStyle = '#fff'
  brush.fillRect(0, 0, WIDTH, HEIGHT)
  brush.fillStyle = '#0b6b57'
  brush.fillRect(0, 0, WIDTH, 16)
  brush.textAlign = 'center'
  const write = (text: string, y: number, size: number, color: string, weight = 400) => {
    brush.font = `${weight} ${size}px ${FONT}`
    brush.fillStyle = color
    brush.fillText(text, WIDTH / 2, y, WIDTH - 60)
  }
  write(title, 100, 36, '#1c2421', 600)
  write(label, 190, 28, '#4a5752')
  write(groupNumber(number), 280, 80, '#1c2421', 600)
  write(how, 340, 26, '#4a5752')
  lines.forEach((line, index) => {
    write(line, 430 + index * 44, 30, '#0b6b57', 600)
  })
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
  if (!blob) return
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = `linli-${number}.png`
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
