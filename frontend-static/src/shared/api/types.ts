import type { components } from './schema'

/** Every shape of the API, generated from its OpenAPI document (`npm run types`). */
export type Schema = components['schemas']

/** T with fields that may also be null, which the document leaves unsaid. */
export type Nullable<T, K extends keyof T> = Omit<T, K> & { [P in K]: T[P] | null }

/** T with a field narrowed to the codes it holds. */
export type Coded<T, K extends keyof T, Code> = Omit<T, K> & { [P in K]: Code }

export type Region = 'BJ' | 'TJ' | 'HE'

export type Role =
  | 'talent'
  | 'employer'
  | 'clerk'
  | 'reviewer'
  | 'coordinator'
  | 'supervisor'
  | 'system'
  | 'security'
  | 'auditor'

/** One value of a code list. */
export type Choice = Schema['AppTermView']
export type Catalogue = Schema['AppCatalogueView']

/** A title series with its levels from the highest down. */
export type TitleSeries = Schema['RecognitionSeriesView']

/** The caller with what the role may do; a menu entry's words are `menu.<key>` in the texts. */
export type Me = Coded<Schema['AccountMeView'], 'role', Role>

/** Reply of a login and of a refresh. */
export type Grant = Schema['AccountGrantView']

export interface Page<T> {
  items: T[]
  total: number
  page: number
  pageSize: number
}
