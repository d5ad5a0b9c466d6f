/** After a form was refused: goes to the first thing that is missing, which may be above what is seen. */
export function toFirstError(): void {
  requestAnimationFrame(() => {
    const line = document.querySelector('main .error-line')
    const near = line?.closest('fieldset, .field') ?? line?.previousElementSibling
    near?.querySelector<HTMLElement>('input, textarea')?.focus({ preventScroll: true })
    line?.scrollIntoView({ block: 'center' })
  })
}
