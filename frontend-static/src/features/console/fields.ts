/** The facts of a record by the names of the API, as the form and the history name them: texts `console.field.<name>`. */
export const factNames = [
  'name', 'formerNames', 'latinName', 'gender', 'birth', 'identityKind', 'identity', 'phone', 'email', 'employer', 'employerCode', 'department',
  'position', 'city', 'industries', 'disciplines', 'fields', 'bio', 'titles', 'qualifications', 'programmes', 'park', 'availability',
  'willingRegions', 'languages', 'consents',
] as const
