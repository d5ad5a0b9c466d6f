/** Reads XML as a feed reader does: well-formed, with namespaces resolved, or not at all. */
import { SaxesParser } from 'saxes'

export interface XmlElement {
  /** 'title', 'atom:link'. */
  name: string
  attributes: Readonly<Record<string, string>>
  text: string
  children: XmlElement[]
}

/** @returns the root element @throws when it is not well-formed or a prefix has no namespace */
export function parseXml(text: string): XmlElement {
  const top: XmlElement = { name: '', attributes: {}, text: '', children: [] }
  const stack = [top]
  const parser = new SaxesParser({ xmlns: true })
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ name, attributes }) => {
    const values = Object.entries(attributes).map(([key, { value }]) => [key, value])
    const element = { name, attributes: Object.fromEntries(values), text: '', children: [] }
    stack.at(-1)?.children.push(element)
    stack.push(element)
  })
  parser.on('text', (part) => {
    const open = stack.at(-1)
    if (open) open.text += part
  })
  parser.on('closetag', () => void stack.pop())
  parser.write(text).close()
  const [root] = top.children
  if (!root) throw new Error('no element')
  return root
}

export const childrenOf = ({ children }: XmlElement, name: string): XmlElement[] =>
  children.filter((child) => child.name === name)

export const textOf = (element: XmlElement, name: string): string | undefined => childrenOf(element, name)[0]?.text
