/** One completion of what is being typed. `label` says what kind it is; `id` is set when it is one record. */
export interface Suggestion {
  text: string
  field: string
  label: string
  id?: string
}
