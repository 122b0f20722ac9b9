export default {
  home: {
    heading: 'Experts and title recognition in three regions',
    lead: 'Find senior experts in Beijing, Tianjin and Hebei, check where a professional title holds, and keep expert records.',
    label: 'Find people or check a title',
    hint: 'A name, a field, a title, or a question such as 河北 高级工程师 在北京认不认',
    go: 'Search',
    figure: 'Three rings for Beijing, Tianjin and Hebei; where they meet titles are recognised and records shared',
    middle: 'Mutual',
    middleToo: 'trust',
    doors: 'Three services',
    register: { what: 'One by one or from a spreadsheet; a second person admits each record.', who: 'Agency clerks and the experts themselves' },
    find: { what: 'By name, pinyin, field, title or region.', who: 'Employers, agencies and the public' },
    recognition: { what: 'The answer first, then the basis, what to do and whom to ask.', who: 'Professionals and employers, no sign-in needed' },
    what: 'A portal shared by the talent-service agencies of three regions. Each keeps and reviews its own records and shares them with the person’s consent; each answer on recognition names its rule; statements can be verified by anyone.',
  },
}
