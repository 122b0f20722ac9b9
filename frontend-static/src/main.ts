import { createApp } from 'vue'
import App from './App.vue'
import { router } from './router'
import { i18n } from './shared/i18n'
import { startDisplay } from './shared/layout/display'
import './shared/tokens/index.css'
import { collectTexts } from './texts'

collectTexts()
void startDisplay().then(() => createApp(App).use(i18n).use(router).mount('#app'))
