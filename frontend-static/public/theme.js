// Runs before the first paint, so that a dark or large page doesn't flash light or small.
(function () {
  try {
    var saved = JSON.parse(localStorage.getItem('talentcircle.display') || '{}');
    var dark = saved.theme ? saved.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
    document.documentElement.classList.toggle('dark', dark);
    document.documentElement.classList.toggle('large', saved.large === true);
    if (saved.locale === 'en') document.documentElement.lang = 'en';
  } catch {
    // Storage is blocked: the light page at normal size.
  }
})();
